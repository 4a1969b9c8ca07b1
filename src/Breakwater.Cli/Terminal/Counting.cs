using System.Globalization;

namespace Breakwater.Cli.Terminal;

/// <summary>Counts with their noun: <c>1 device</c>, <c>2,140 devices</c>.</summary>
internal static class Counting
{
    public static string Of(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? noun : Plural(noun))}");

    private static string Plural(string noun) => noun.EndsWith('y') && !noun.EndsWith("ey", StringComparison.Ordinal) ? $"{noun[..^1]}ies" : $"{noun}s";
}
