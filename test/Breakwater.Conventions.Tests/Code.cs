using Mono.Cecil;

namespace Breakwater.Conventions.Tests;

/// <summary>Compiled code, as the source had it: what a compiler made of lambdas, iterators and async methods counts where it was written.</summary>
internal static class Code
{
    /// <summary>Every method that has a body, except those that Orleans writes for itself.</summary>
    public static IEnumerable<MethodDefinition> Methods(AssemblyDefinition assembly) =>
        Assemblies.TypesOf(assembly).Where(t => !IsOrleansCode(t)).SelectMany(t => t.Methods).Where(m => m.HasBody);

    /// <summary>What the body names: called, made into a delegate, or named in an expression tree.</summary>
    public static IEnumerable<MemberReference> Named(MethodDefinition method) => method.Body.Instructions.Select(i => i.Operand).OfType<MemberReference>();

    public static IEnumerable<MethodReference> Called(MethodDefinition method) => Named(method).OfType<MethodReference>();

    /// <summary>The type as its file names it: the outermost one.</summary>
    public static string Owner(TypeReference type) => type.DeclaringType is { } outer ? Owner(outer) : type.GetElementType().FullName;

    public static string Owner(MemberReference member) => Owner(member.DeclaringType);

    /// <summary>The method's name in the source: of a lambda, the method that it stands in.</summary>
    public static string SourceName(MethodDefinition method) =>
        Written(method.Name) ?? (IsGenerated(method.DeclaringType) ? Written(method.DeclaringType.Name) : null) ?? method.Name;

    public static bool IsGenerated(TypeReference type) => type.Name.Contains('<');

    public static bool IsOrleansCode(TypeReference type) => Owner(type).StartsWith("OrleansCodeGen", StringComparison.Ordinal);

    /// <summary><c>Type::Name</c>, whatever the arguments.</summary>
    public static string NameOf(MemberReference member) => $"{member.DeclaringType.GetElementType().FullName}::{member.Name}";

    /// <summary>Folder of a server's type below its project: <c>Devices/Telemetry</c>.</summary>
    public static string? FolderOf(TypeReference type)
    {
        const string Server = "Breakwater.Server.";
        var outer = Owner(type);
        var space = outer.Contains('.') ? outer[..outer.LastIndexOf('.')] : "";
        return space.StartsWith(Server, StringComparison.Ordinal) ? space[Server.Length..].Replace('.', '/') : null;
    }

    public static bool IsWithin(string? folder, string of) => folder == of || folder?.StartsWith($"{of}/", StringComparison.Ordinal) == true;

    private static string? Written(string name) => name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end ? name[1..end] : null;
}
