namespace Breakwater.Server.Access.Grounds;

/// <summary>What one unit of work ends. Only <see cref="Revocations"/> makes one, and whatever ends something takes one: so nothing ends unnumbered.</summary>
internal sealed class RevocationScope
{
    private readonly List<Ending> endings = [];

    private RevocationScope()
    {
    }

    public IReadOnlyList<Ending> Endings => endings;

    /// <summary>It has ended for good: uses of it are cut.</summary>
    public void End(Ground ground) => endings.Add(new Ending(ground, IsFinal: true));

    /// <summary>It is not what it was: uses of it are decided again before they do anything more.</summary>
    public void Change(Ground ground) => endings.Add(new Ending(ground, IsFinal: false));

    internal static class Maker
    {
        internal static RevocationScope Make() => new();
    }
}
