using System.Collections.Frozen;

namespace Breakwater.Drills.Romo.Evidence;

/// <summary>All names and canaries of the robots that are not the attacker's: whose they are.</summary>
/// <param name="owners">From serial, id or canary to serial.</param>
internal sealed class Watchlist(IEnumerable<KeyValuePair<string, string>> owners)
{
    private const int LongestToken = 64;

    private readonly FrozenDictionary<string, string> tokens = owners.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The foreign robots that stand in some bytes, by any of their names.</summary>
    /// <param name="ignore">What the attacker said himself: an echo is no leak.</param>
    public IEnumerable<(string Serial, string Token)> Find(ReadOnlyMemory<byte> content, string ignore)
    {
        var start = -1;
        for (var at = 0; at <= content.Length; at++)
        {
            var inside = at < content.Length && char.IsAsciiLetterOrDigit((char)content.Span[at]);
            if (inside && start < 0)
            {
                start = at;
            }
            else if (!inside && start >= 0)
            {
                if (Known(content.Span[start..at]) is { } token && !ignore.Contains(token, StringComparison.OrdinalIgnoreCase))
                {
                    yield return (tokens[token], token);
                }

                start = -1;
            }
        }
    }

    private string? Known(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < 8 or > LongestToken)
        {
            return null;
        }

        Span<char> text = stackalloc char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            text[i] = char.ToLowerInvariant((char)bytes[i]);
        }

        return tokens.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out _) ? text.ToString() : null;
    }
}
