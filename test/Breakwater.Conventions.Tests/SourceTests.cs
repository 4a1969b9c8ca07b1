using System.Text.RegularExpressions;

namespace Breakwater.Conventions.Tests;

/// <summary>What no analyzer looks for.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void Files_HaveAtMost500Lines() =>
        Assert.Empty(Sources("src").Where(f => !f.Contains("Migrations", StringComparison.Ordinal) && File.ReadLines(f).Count() > 500));

    [Fact]
    public void Files_AreNamedForWhatTheyAre() =>
        Assert.Empty(Sources("src").Concat(Sources("test")).Where(f => MeaninglessName().IsMatch(f)));

    [Fact]
    public void Source_HasNoUnfinishedWords() =>
        Assert.Empty(Sources("src").SelectMany(f => File.ReadLines(f).Where(l => UnfinishedWord().IsMatch(l)).Select(l => $"{f}: {l.Trim()}")));

    [Fact]
    public void Source_SwallowsNoException() =>
        Assert.Empty(Sources("src").Where(f => EmptyCatch().IsMatch(File.ReadAllText(f))));

    [Fact]
    public void Tests_DoNotSleep() =>
        Assert.Empty(Sources("test").SelectMany(f => File.ReadLines(f).Where(l => Sleep().IsMatch(l) && !l.Contains("GeneratedRegex", StringComparison.Ordinal)).Select(l => $"{f}: {l.Trim()}")));

    /// <summary>Symbols that BannedSymbols.txt names are banned by the analyzer in every project but tests; it must not be switched off.</summary>
    [Fact]
    public void BannedSymbols_AreNotSwitchedOff() =>
        Assert.Empty(Sources("src").Where(f => File.ReadAllText(f).Contains("RS0030", StringComparison.Ordinal)));

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Assemblies.Repository, folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex(@"(Helpers?|Utils?|Utilit(y|ies)|Manager|Misc)(\.cs|/)$")]
    private static partial Regex MeaninglessName();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|in production (you|we)")]
    private static partial Regex UnfinishedWord();

    [GeneratedRegex(@"catch\s*(\([^)]*\))?\s*(when\s*\([^)]*\)\s*)?\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"Thread\.Sleep\(|Task\.Delay\(\d")]
    private static partial Regex Sleep();
}
