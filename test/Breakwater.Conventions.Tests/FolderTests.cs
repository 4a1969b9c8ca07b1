using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Breakwater.Conventions.Tests;

/// <summary>A folder is a namespace, and no folder needs, by whatever way, the folder that needs it.</summary>
public sealed partial class FolderTests
{
    /// <summary>Names of files that declare no type: what they say holds for the whole assembly.</summary>
    private static readonly string[] WithoutNamespace = ["Program.cs", "Platform.cs", "SharedServerFixture.cs", "StartupHook.cs"];

    [Theory]
    [InlineData("src")]
    [InlineData("test")]
    [InlineData("bench")]
    public void Namespaces_AreFolders(string root)
    {
        var folder = Path.Combine(Assemblies.Repository, root);
        var elsewhere =
            from file in SourceFiles.In(root)
            let found = Declaration().Match(File.ReadAllText(file))
            let expected = Path.GetRelativePath(folder, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.')
            where found.Success ? found.Groups[1].Value != expected : !WithoutNamespace.Contains(Path.GetFileName(file))
            select $"{file} is in {(found.Success ? found.Groups[1].Value : "no namespace")}, its folder says {expected}";
        Assert.Empty(elsewhere);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Folders_HaveNoCircles(int levels) => HasNoCircles(Assemblies.All.Where(a => a.Name.Name != "Breakwater.Server"), levels);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ServerFolders_HaveNoCircles(int levels) => HasNoCircles([Assemblies.Server], levels);

    private static void HasNoCircles(IEnumerable<AssemblyDefinition> assemblies, int levels)
    {
        var circles = assemblies.SelectMany(a => new FolderGraph(a, ProjectOf(a.Name.Name), levels).Circles()).ToArray();
        Assert.True(circles.Length == 0, string.Join(Environment.NewLine, circles));
    }

    /// <summary>The executable is named as it is called.</summary>
    private static string ProjectOf(string assembly) => assembly == "breakwater" ? "Breakwater.Cli" : assembly;

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
