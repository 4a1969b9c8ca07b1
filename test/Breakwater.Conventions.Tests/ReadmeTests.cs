namespace Breakwater.Conventions.Tests;

/// <summary>The README's commands, as they behave when they are pasted.</summary>
public sealed class ReadmeTests
{
    /// <summary>The API's answers are JSON with no line end after it, and the shell's prompt would stand behind that.</summary>
    [Fact]
    public void CurlThatPrintsJson_EndsTheLine() => Listed.None(
        File.ReadLines(Path.Combine(Assemblies.Repository, "README.md"))
            .Where(line => line.StartsWith("curl ", StringComparison.Ordinal) && line.Contains("/v1/", StringComparison.Ordinal))
            .Where(line => !line.Contains("-w '\\n'", StringComparison.Ordinal)));
}
