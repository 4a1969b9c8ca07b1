using System.Text.RegularExpressions;

namespace Breakwater.Conventions.Tests;

/// <summary>docs/design/bounds.md names the test of each bound (law 11).</summary>
public sealed partial class BoundsPageTests
{
    private static readonly string[] Rows =
        [.. File.ReadLines(Path.Combine(Assemblies.Repository, "docs", "design", "bounds.md")).Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("| what", StringComparison.Ordinal))];

    [Fact]
    public void Tests_AreThere()
    {
        var classes = SourceFiles.In("test").SelectMany(f => TestClass().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        var named = Rows.SelectMany(r => TestName().Matches(r).Select(m => m.Value)).Distinct().ToArray();
        Assert.InRange(named.Length, 10, int.MaxValue);
        Assert.Empty(named.Where(n => !classes.Contains(n)));
    }

    [Fact]
    public void Files_AreThere()
    {
        var named = Rows.SelectMany(r => SourcePath().Matches(r).Select(m => m.Groups[1].Value)).ToArray();
        Assert.InRange(named.Length, 10, int.MaxValue);
        var server = Path.Combine(Assemblies.Repository, "src", "Breakwater.Server");
        Assert.Empty(named.Where(n => !File.Exists(Path.Combine(server, $"{n}.cs")) && !Directory.Exists(Path.Combine(server, n))));
    }

    /// <summary>Each row has a number or bytes, and what happens beyond.</summary>
    [Fact]
    public void Rows_SayWhatHappensBeyond()
    {
        Assert.All(Rows, row =>
        {
            var cells = row.Split('|')[1..^1];
            Assert.Equal(6, cells.Length);
            Assert.False(string.IsNullOrWhiteSpace(cells[1]) && string.IsNullOrWhiteSpace(cells[2]), row);
            Assert.False(string.IsNullOrWhiteSpace(cells[4]), row);
        });
    }

    [GeneratedRegex(@"class ([A-Z]\w*Tests)\b")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"\b[A-Z]\w*Tests\b")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\(`([A-Z]\w*(?:/\w+)+)`\)")]
    private static partial Regex SourcePath();
}
