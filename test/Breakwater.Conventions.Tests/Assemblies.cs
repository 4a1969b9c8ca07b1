using Mono.Cecil;

namespace Breakwater.Conventions.Tests;

/// <summary>The product's assemblies as they were compiled.</summary>
internal static class Assemblies
{
    public static AssemblyDefinition Server { get; } = Read("Breakwater.Server");

    public static IReadOnlyList<AssemblyDefinition> All { get; } =
        [.. new[]
        {
            "Breakwater.Mqtt", "Breakwater.Transparency", "Breakwater.Contracts", "Breakwater.Server", "Breakwater.Device", "Breakwater.Drills", "breakwater",
        }.Select(Read)];

    /// <summary>Folder of the repository, found from where the test runs.</summary>
    public static string Repository { get; } = FindRepository();

    public static IEnumerable<TypeDefinition> TypesOf(AssemblyDefinition assembly) => assembly.MainModule.Types.SelectMany(WithNested);

    private static AssemblyDefinition Read(string name) => AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"));

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Breakwater.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
