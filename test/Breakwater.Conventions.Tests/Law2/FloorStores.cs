using Mono.Cecil;

namespace Breakwater.Conventions.Tests.Law2;

/// <summary>Stores that know no permit, and say whom they are for (<c>[OnlyFor]</c>).</summary>
internal static class FloorStores
{
    /// <summary>By full name, with the folders that each is for.</summary>
    public static IReadOnlyDictionary<string, string[]> Marked { get; } =
        (from type in Assemblies.TypesOf(Assemblies.Server)
         from attribute in type.CustomAttributes
         where attribute.AttributeType.Name == "OnlyForAttribute"
         select (type.FullName, Folders: ((CustomAttributeArgument[])attribute.ConstructorArguments[0].Value).Select(a => (string)a.Value).ToArray()))
        .ToDictionary(x => x.FullName, x => x.Folders);

    public static IEnumerable<string> Uses(AssemblyDefinition assembly) =>
        (from type in Assemblies.TypesOf(assembly)
         let folder = Code.FolderOf(type)
         where !Code.IsWithin(folder, "Storage") && !Code.IsOrleansCode(type)
         from named in References.Of(type)
         where Marked.TryGetValue(named.FullName, out var folders) && !folders.Any(f => Code.IsWithin(folder, f))
         select $"{Code.Owner(type)} uses {named.Name}, which is for {string.Join(", ", Marked[named.FullName])}").Distinct();
}
