namespace Breakwater.Conventions.Tests;

/// <summary>What the CLI prints for people.</summary>
public sealed class TerminalTests
{
    /// <summary>
    /// The library's own table leaves columns out and breaks words where the terminal is narrow, and its lines end in the middle of an id or a path; the CLI's
    /// listings and pages do neither.
    /// </summary>
    [Fact]
    public void Results_AreNotLaidOutByTheLibrary() => Listed.None(
        from method in Code.Methods(Assemblies.All.Single(a => a.Name.Name == "breakwater"))
        from called in Code.Called(method)
        let name = Code.NameOf(called)
        where name is "Spectre.Console.Table::.ctor" or "Spectre.Console.Grid::.ctor" or "Spectre.Console.AnsiConsoleExtensions::WriteLine"
        select $"{Code.Owner(method)}.{Code.SourceName(method)} uses {name}");
}
