using System.Text.RegularExpressions;

namespace Breakwater.Conventions.Tests;

/// <summary>What BannedSymbols.txt names does not compile in any project but tests, except between two pragmas, and those stand here.</summary>
public sealed partial class BannedSymbolTests
{
    private const string Rule = "RS0030";

    /// <summary>Files with the number of places in each, and why.</summary>
    private static readonly Dictionary<string, (int Places, string Why)> Allowed = new()
    {
        ["src/Breakwater.Server/Access/Budgets/TouchStore.cs"] = (1, "statements over its own tables"),
        ["src/Breakwater.Server/Access/Gate/PrincipalDoor.cs"] = (1, "the door to principals"),
        ["src/Breakwater.Server/Devices/Actor/DeviceDoor.cs"] = (1, "the door to devices"),
        ["src/Breakwater.Server/Devices/Commands/CommandQueue.cs"] = (1, "a statement over its own table"),
        ["src/Breakwater.Server/Devices/Presence/PresenceStore.cs"] = (1, "a statement over its own table"),
        ["src/Breakwater.Server/Devices/Twins/TwinState.cs"] = (2, "statements over its own table"),
        ["src/Breakwater.Server/Enrollment/BulkInsert.cs"] = (1, "a statement that is made from the mapping"),
        ["src/Breakwater.Server/Inquiry/Notices/NoticeRecord.cs"] = (1, "a statement over its own table"),
    };

    /// <summary>Lines between the two pragmas. Source: the door to devices.</summary>
    private const int Longest = 20;

    [Fact]
    public void Bans_AreLifted_OnlyWhereListed() =>
        Listed.Exactly(Allowed.Select(a => $"{a.Key}: {a.Value.Places}"), Lifted().GroupBy(l => l.File).Select(g => $"{g.Key}: {g.Count()}"));

    [Fact]
    public void Bans_AreLifted_ForAFewLines() =>
        Listed.None(Lifted().Where(l => l.Lines is null or > Longest).Select(l => $"{l.File}: {l.Lines?.ToString() ?? "never restored"}"));

    /// <summary>An attribute, a project or a configuration could lift a ban without a trace at the place; a pragma without a rule lifts all.</summary>
    [Fact]
    public void Bans_AreLifted_ByPragmasAlone()
    {
        var other =
            from file in Directory.EnumerateFiles(Assemblies.Repository, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            where IsBuilt(Relative(file))
            from line in File.ReadLines(file)
            where OpenPragma().IsMatch(line) || (line.Contains(Rule, StringComparison.Ordinal) && !Pragma().IsMatch(line))
            select $"{Relative(file)}: {line.Trim()}";
        Listed.None(other);
    }

    private static IEnumerable<(string File, int? Lines)> Lifted()
    {
        foreach (var file in SourceFiles.In("src").Concat(SourceFiles.In("bench")))
        {
            var lines = File.ReadAllLines(file);
            for (var i = 0; i < lines.Length; i++)
            {
                if (Pragma().Match(lines[i]) is { Success: true } match && match.Groups["how"].Value == "disable")
                {
                    var end = Array.FindIndex(lines, i, l => Pragma().Match(l).Groups["how"].Value == "restore");
                    yield return (Relative(file), end < 0 ? null : end - i - 1);
                }
            }
        }
    }

    private static bool IsBuilt(string file) =>
        (file.StartsWith("src/", StringComparison.Ordinal) || file.StartsWith("bench/", StringComparison.Ordinal) || !file.Contains('/', StringComparison.Ordinal))
        && !file.Contains("/obj/", StringComparison.Ordinal)
        && Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".targets" or ".editorconfig" or ".globalconfig" or ".ruleset" or ".rsp";

    private static string Relative(string file) => Path.GetRelativePath(Assemblies.Repository, file).Replace(Path.DirectorySeparatorChar, '/');

    [GeneratedRegex(@"^\s*#pragma warning (?<how>disable|restore) RS0030\b")]
    private static partial Regex Pragma();

    /// <summary>Without a rule.</summary>
    [GeneratedRegex(@"^\s*#pragma warning disable\s*(//.*)?$")]
    private static partial Regex OpenPragma();
}
