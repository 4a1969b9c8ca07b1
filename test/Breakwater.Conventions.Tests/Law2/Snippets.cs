using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Breakwater.Conventions.Tests.Law2;

/// <summary>
/// Compiles what must not be: each file of <c>test/Breakwater.Snippets</c> by itself, since a mistake in one would keep the compiler from judging the next, against the
/// server as it was built, with the server's own compiler, analyzer and list of banned symbols.
/// </summary>
internal static class Snippets
{
    private static readonly string Folder = Path.Combine(Assemblies.Repository, "test", "Breakwater.Snippets");

    /// <summary>As the SDK has them.</summary>
    private static readonly string[] Usings = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading", "System.Threading.Tasks"];

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.cs").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    /// <summary>What the compiler said, a line each, and the assembly, unless an error kept it from being made.</summary>
    /// <param name="bans">A banned symbol is an error, as it is in the product's projects.</param>
    public static async Task<(IReadOnlyList<string> Errors, string? Assembly)> CompileAsync(string name, bool bans = true)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "snippets", bans ? name : $"{name}-unbanned")).FullName;
        var (arguments, usings) = (Path.Combine(folder, "compile.rsp"), Path.Combine(folder, "Usings.cs"));
        var output = Path.Combine(folder, "Breakwater.Snippets.dll");
        await File.WriteAllLinesAsync(usings, Usings.Select(u => $"global using {u};"));
        await File.WriteAllLinesAsync(arguments,
        [
            "-nostdlib", "-nologo", "-target:library", "-langversion:latest", "-nullable:enable", $"-out:\"{output}\"",
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(r => $"-r:\"{r}\""),
            .. Directory.EnumerateFiles(Setting("Analyzers"), "*.dll").Select(a => $"-analyzer:\"{a}\""),
            $"-additionalfile:\"{Path.Combine(Assemblies.Repository, "BannedSymbols.txt")}\"", bans ? "-warnaserror:RS0030" : "-nowarn:RS0030",
            $"\"{usings}\"", $"\"{Path.Combine(Folder, $"{name}.cs")}\"",
        ]);
        using var compiler = Process.Start(new ProcessStartInfo(Host(), ["exec", Setting("Compiler"), "-noconfig", $"@{arguments}"]) { RedirectStandardOutput = true })!;
        var said = await compiler.StandardOutput.ReadToEndAsync();
        await compiler.WaitForExitAsync();
        var errors = said.Split('\n').Where(l => l.Contains(": error ", StringComparison.Ordinal)).Select(l => l[(l.IndexOf(": error ", StringComparison.Ordinal) + 8)..]);
        return ([.. errors], compiler.ExitCode == 0 ? output : null);
    }

    private static string Setting(string key) =>
        typeof(Snippets).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    /// <summary>The one that runs this.</summary>
    private static string Host() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
