namespace Breakwater.Server.Access.Errands;

/// <summary>Says what became of a kind of credential that something was ordered with. The capability that owns the kind answers.</summary>
internal interface ICredentialStanding
{
    /// <summary>How the names of its credentials begin, as in <c>token:</c>.</summary>
    string Prefix { get; }

    /// <summary>
    /// False: the credential, or the session that it came from, was taken away for cause. One that expired, was exchanged for its successor or signed out stands:
    /// what was ordered with it was ordered rightly.
    /// </summary>
    ValueTask<bool> StandsAsync(Errand errand);
}
