namespace Breakwater.Conventions.Tests;

/// <summary>Faults, each in a line of its own and whole.</summary>
internal static class Listed
{
    /// <summary>A list of exceptions is exact: what is not on it is a fault, and so is what stands on it for nothing.</summary>
    public static void Exactly(IEnumerable<string> listed, IEnumerable<string> found)
    {
        var (expected, actual) = (listed.ToHashSet(StringComparer.Ordinal), found.ToHashSet(StringComparer.Ordinal));
        None(actual.Except(expected).Select(f => $"is not listed: {f}").Concat(expected.Except(actual).Select(e => $"is listed and not there: {e}")));
    }

    public static void None(IEnumerable<string> faults)
    {
        var all = faults.Order(StringComparer.Ordinal).ToArray();
        Assert.True(all.Length == 0, string.Join(Environment.NewLine, all));
    }
}
