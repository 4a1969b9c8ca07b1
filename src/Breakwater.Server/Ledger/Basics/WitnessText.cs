using Breakwater.Transparency.Notes;

namespace Breakwater.Server.Ledger.Basics;

/// <summary>Witnesses as a setting: <c>vkey URL</c>, separated by commas.</summary>
internal static class WitnessText
{
    /// <summary>Null: that is not what it is.</summary>
    public static IReadOnlyList<WitnessAddress>? Parse(string text)
    {
        var witnesses = new List<WitnessAddress>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var key, var address]
                || !NoteVerifier.TryParse(key, out var verifier) || verifier.Type != NoteKeyType.Cosignature
                || !Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            {
                return null;
            }

            witnesses.Add(new WitnessAddress(verifier, url));
        }

        return witnesses;
    }
}
