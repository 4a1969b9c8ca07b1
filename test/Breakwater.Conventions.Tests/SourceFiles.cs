namespace Breakwater.Conventions.Tests;

/// <summary>The files that people wrote.</summary>
internal static class SourceFiles
{
    /// <param name="root">A folder of the repository.</param>
    public static IEnumerable<string> In(string root) =>
        Directory.EnumerateFiles(Path.Combine(Assemblies.Repository, root), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}
