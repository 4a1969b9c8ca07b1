using System.Text;

namespace Breakwater.Drills.Fleet;

/// <summary>Tells whoever listens that a robot did what an attacker asked of it.</summary>
internal sealed class FleetEvents(Action<string, string> onEffect)
{
    private static readonly byte[] Prefix = "romo-"u8.ToArray();

    /// <summary>Looks for the attacker's mark (<c>romo-{attempt}</c>) in something that reached a robot.</summary>
    public void Effect(string serial, ReadOnlyMemory<byte> content)
    {
        if (MarkIn(content.Span) is { } mark)
        {
            onEffect(serial, mark);
        }
    }

    public static string? MarkIn(ReadOnlySpan<byte> content)
    {
        var start = content.IndexOf(Prefix);
        if (start < 0)
        {
            return null;
        }

        var end = start + Prefix.Length;
        while (end < content.Length && (char.IsAsciiLetterOrDigit((char)content[end]) || content[end] == '-'))
        {
            end++;
        }

        return Encoding.ASCII.GetString(content[start..end]);
    }
}
