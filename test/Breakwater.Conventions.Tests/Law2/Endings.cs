using Mono.Cecil;

namespace Breakwater.Conventions.Tests.Law2;

/// <summary>Columns whose change ends what somebody may do, and the code that changes them.</summary>
internal static class Endings
{
    private const string Scope = "Breakwater.Server.Access.Grounds.RevocationScope";

    private static readonly string[] Columns = ["RevokedAt", "DisabledAt", "Status", "State"];

    /// <summary>How far a command has come ends nobody's access.</summary>
    private static readonly string[] NotEndings = ["Breakwater.Server.Devices.Commands.CommandRecord"];

    /// <summary>Changes without a scope, and why they end nothing.</summary>
    public static IReadOnlyDictionary<string, string> Beginnings { get; } = new Dictionary<string, string>
    {
        ["Breakwater.Server.Certificates.CertificateRecord::Activate"] = "begins to count",
    };

    /// <summary>Rows that have such a column, and its getters.</summary>
    public static IReadOnlyList<PropertyDefinition> All { get; } =
        [.. Assemblies.TypesOf(Assemblies.Server)
            .Where(t => t.NestedTypes.Any(n => n.Interfaces.Any(i => i.InterfaceType.Name == "IEntityTypeConfiguration`1")) && !NotEndings.Contains(t.FullName))
            .SelectMany(t => t.Properties).Where(p => Columns.Contains(p.Name))];

    private static readonly HashSet<string> Getters = [.. All.Select(p => p.GetMethod.FullName)];

    private static readonly HashSet<string> Fields =
        [.. All.SelectMany(p => p.GetMethod.Body.Instructions).Select(i => i.Operand).OfType<FieldReference>().Select(f => f.FullName)];

    /// <summary>Those that an object initializer cannot reach: <c>init</c> is for rows that begin.</summary>
    private static readonly HashSet<string> Setters =
        [.. All.Select(p => p.SetMethod).OfType<MethodDefinition>().Where(m => m.ReturnType is not RequiredModifierType).Select(m => m.FullName)];

    private static readonly HashSet<string> Rows = [.. All.Select(p => p.DeclaringType.FullName)];

    /// <summary>Code that changes such a column, or deletes such a row, and has no scope to say so to.</summary>
    public static IEnumerable<string> Unnumbered(AssemblyDefinition assembly) =>
        (from method in Code.Methods(assembly)
         where Changes(method) && !HasScope(method)
         let name = $"{Code.Owner(method)}::{Code.SourceName(method)}"
         where !Beginnings.ContainsKey(name)
         select name).Distinct();

    private static bool Changes(MethodDefinition method) => Writes(method) || Updates(method) || Deletes(method);

    private static bool Writes(MethodDefinition method) =>
        !method.IsConstructor && !method.IsSetter
        && Code.Named(method).Any(m => Setters.Contains(m.FullName) || (m is FieldReference && Fields.Contains(m.FullName) && IsStored(method, m)));

    private static bool IsStored(MethodDefinition method, MemberReference field) =>
        method.Body.Instructions.Any(i => i.OpCode.Code == Mono.Cecil.Cil.Code.Stfld && i.Operand == field);

    /// <summary>The lambda of <c>ExecuteUpdate</c> names the column that it sets.</summary>
    private static bool Updates(MethodDefinition method) =>
        method.Parameters.Any(p => p.ParameterType.Name == "UpdateSettersBuilder`1") && Code.Called(method).Any(c => Getters.Contains(c.FullName));

    private static bool Deletes(MethodDefinition method) =>
        Code.Called(method).OfType<GenericInstanceMethod>().Any(c =>
            (c.Name.StartsWith("ExecuteDelete", StringComparison.Ordinal) || c.Name.StartsWith("Remove", StringComparison.Ordinal))
            && c.GenericArguments.Any(a => Rows.Contains(a.FullName)));

    /// <summary>The method that it was written in, or a lambda there, was handed one.</summary>
    private static bool HasScope(MethodDefinition method)
    {
        var (owner, name) = (Code.Owner(method), Code.SourceName(method));
        return Code.Methods(method.Module.Assembly)
            .Where(m => Code.Owner(m) == owner && Code.SourceName(m) == name)
            .Any(m => m.Parameters.Any(p => p.ParameterType.FullName == Scope));
    }
}
