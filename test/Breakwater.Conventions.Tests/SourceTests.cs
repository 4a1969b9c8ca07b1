using System.Text.RegularExpressions;

namespace Breakwater.Conventions.Tests;

/// <summary>What no analyzer looks for.</summary>
public sealed partial class SourceTests
{
    /// <summary>Files whose subject is time that passes, and why it must.</summary>
    private static readonly Dictionary<string, string> Sleepers = new()
    {
        ["BudgetKillTests.cs"] = "the moment of the kill is drawn",
        ["GhostConnectionTests.cs"] = "law 6 names a second, which races with the end that is awaited",
        ["LeakyGate.cs"] = "a gate that leaks does so after a while",
        ["Race.cs"] = "the moment of each use around an ending is what is drawn at random",
        ["StreamRaceTests.cs"] = "law 6 names a second, which races with the end that is awaited",
        ["StreamRacer.cs"] = "streams are opened around a revocation, at moments that are spread",
        ["HostileTests.cs"] = "a peer that sends a byte now and then",
        ["KillLoad.cs"] = "the pace of a load",
        ["KillNineTests.cs"] = "the moment of the kill is drawn",
        ["LedgerKillTests.cs"] = "the moment of the kill is drawn",
        ["StoreFaultTests.cs"] = "the writer does not say when it has taken a batch to commit",
        ["TestDevice.cs"] = "turns the clock while the device sets its timers",
        ["Wait.cs"] = "asks again for what has no event of its own",
    };

    /// <summary>Small files on the whole, and none that nobody reads to its end; migrations are generated.</summary>
    [Fact]
    public void Files_AreSmall()
    {
        var files = SourceFiles.In("src").Where(f => !f.Contains("Migrations", StringComparison.Ordinal))
            .Select(f => (Lines: File.ReadLines(f).Count(), Name: f)).OrderBy(f => f.Lines).ToArray();
        Listed.None(files.Where(f => f.Lines > 400).Select(f => $"{f.Name}: {f.Lines}"));
        Assert.True(files[files.Length / 2].Lines <= 45, $"Half of the files have more than {files[files.Length / 2].Lines - 1} lines; 45 are meant.");
        Assert.True(
            files[files.Length * 95 / 100].Lines <= 160,
            $"More than 5 % of the files have over 160 lines. The least of them: {string.Join(", ", files.Where(f => f.Lines > 160).Take(5).Select(f => $"{f.Name} {f.Lines}"))}");
    }

    /// <summary>Whoever adds a capability adds a line there, and whoever reads it knows what the server is made of.</summary>
    [Fact]
    public void Composition_IsATableOfContents() =>
        Assert.InRange(File.ReadLines(Path.Combine(Assemblies.Repository, "src", "Breakwater.Server", "Hosting", "Composition.cs")).Count(), 1, 40);

    [Fact]
    public void Files_AreNamedForWhatTheyAre() =>
        Assert.Empty(SourceFiles.In("src").Concat(SourceFiles.In("test")).Where(f => MeaninglessName().IsMatch(f)));

    [Fact]
    public void Source_HasNoUnfinishedWords() =>
        Assert.Empty(SourceFiles.In("src").SelectMany(f => File.ReadLines(f).Where(l => UnfinishedWord().IsMatch(l)).Select(l => $"{f}: {l.Trim()}")));

    /// <summary>A catch that does nothing is for exceptions that it names, and a comment in it says why there is nothing to do.</summary>
    [Fact]
    public void Source_SwallowsNoException() =>
        Assert.Empty(
            from file in SourceFiles.In("src")
            from Match idle in IdleCatch().Matches(File.ReadAllText(file))
            where !Reason().IsMatch(idle.Groups["body"].Value) || !NamedException().IsMatch(idle.Groups["caught"].Value)
            select $"{file}: {idle.Value}");

    [Fact]
    public void Tests_DoNotSleep() =>
        Assert.Equal(
            Sleepers.Keys.Order(StringComparer.Ordinal),
            SourceFiles.In("test").Where(f => Sleep().IsMatch(File.ReadAllText(f))).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"(Helpers?|Utils?|Utilit(y|ies)|Manager|Misc)(\.cs|/)$")]
    private static partial Regex MeaninglessName();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|in production (you|we)")]
    private static partial Regex UnfinishedWord();

    /// <summary>With nothing but comments in it.</summary>
    [GeneratedRegex(@"\bcatch\b(?<caught>[^{}]*)\{(?<body>(\s|//[^\n]*\n|/\*.*?\*/)*)\}", RegexOptions.Singleline)]
    private static partial Regex IdleCatch();

    [GeneratedRegex(@"(//|/\*)\s*\S+ \S+")]
    private static partial Regex Reason();

    /// <summary>In the catch, or in its filter.</summary>
    [GeneratedRegex(@"\(\s*(?!Exception\b)[\w.]+Exception\b|\bis\s+(?!not\b)[\w.]+Exception\b")]
    private static partial Regex NamedException();

    [GeneratedRegex(@"\bTask\s*\.\s*Delay\b|\bThread\s*\.\s*Sleep\b|\bSpinWait\b|using\s+(static|\w+\s*=)\s+[\w.:]*\b(Task|Thread)\s*;")]
    private static partial Regex Sleep();
}
