using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Hosting;
using Breakwater.Server.Rooms;

namespace Breakwater.Conventions.Tests;

/// <summary>The reference pages say what the code does.</summary>
public sealed class ReferencePageTests
{
    /// <summary>Whoever changes what they say runs this with <c>BREAKWATER_PRINT=1</c>, which prints them anew.</summary>
    [Theory]
    [InlineData("configuration.md")]
    [InlineData("events.md")]
    [InlineData("metrics.md")]
    public void PrintedPages_AreAsPrinted(string name)
    {
        var printed = PrintedPages.All[name]();
        if (Environment.GetEnvironmentVariable("BREAKWATER_PRINT") == "1")
        {
            File.WriteAllText(PathOf(name), printed);
        }

        Listed.Exactly(printed.Split('\n'), Page(name).Split('\n'));
        Assert.Equal(printed, Page(name));
    }

    [Fact]
    public void ProblemCodes_AreAllListed()
    {
        var page = Page("problem-codes.md");
        Assert.All(Constants<string>(typeof(ProblemCodes)), code => Assert.Contains($"| `{code}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Limits_AreAllListed()
    {
        var page = Page("limits.md");
        Assert.All(Constants<string>(typeof(LimitNames)), name => Assert.Contains($"| `{name}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Signals_AreAllListed()
    {
        var page = Page("signals.md");
        Assert.All(Enum.GetNames<SignalKind>(), kind => Assert.Contains($"| `{kind}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void ExitCodes_AreAllListed()
    {
        var page = Page("exit-codes.md");
        Assert.All(Constants<int>(typeof(ExitCodes)), code => Assert.Contains($"| {code} |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Metrics_AreOfRooms()
    {
        var names = Assemblies.TypesOf(Assemblies.Server).SelectMany(t => t.Methods).Where(m => m.HasBody)
            .SelectMany(m => m.Body.Instructions).Select(i => i.Operand).OfType<string>()
            .Where(text => text.StartsWith("breakwater.", StringComparison.Ordinal) && text.Count(c => c == '.') == 2);
        Listed.Exactly(Composition.Rooms.SelectMany(r => r.Metrics).Select(m => m.Name), names);
    }

    private static string Page(string name) => File.ReadAllText(PathOf(name));

    private static string PathOf(string name) => Path.Combine(Assemblies.Repository, "docs", "reference", name);

    private static IEnumerable<T> Constants<T>(Type type) => type.GetFields().Where(f => f.IsLiteral).Select(f => (T)f.GetRawConstantValue()!);
}
