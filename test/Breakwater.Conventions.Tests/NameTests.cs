using Mono.Cecil;

namespace Breakwater.Conventions.Tests;

/// <summary>One word, one thing.</summary>
public sealed class NameTests
{
    /// <summary>What only grows, on disk or on the wire.</summary>
    private static readonly string[] Logs = ["LedgerLog", "TelemetryLog", "TileLog"];

    /// <summary>A record is a row of the database; a C# record need not say so.</summary>
    [Fact]
    public void Records_AreRows() => Listed.None(
        from type in Assemblies.All.SelectMany(Assemblies.TypesOf)
        where IsOurs(type) && type.Name.EndsWith("Record", StringComparison.Ordinal)
        where !type.NestedTypes.Any(n => n.Interfaces.Any(i => i.InterfaceType.Name == "IEntityTypeConfiguration`1"))
        select type.FullName);

    [Fact]
    public void Logs_AreMessages_OrOnlyGrow() => Listed.None(
        from type in Assemblies.All.SelectMany(Assemblies.TypesOf)
        where IsOurs(type) && type.Name.EndsWith("Log", StringComparison.Ordinal) && !Logs.Contains(type.Name)
        where !type.Methods.Any(m => m.CustomAttributes.Any(a => a.AttributeType.Name == "LoggerMessageAttribute"))
        select type.FullName);

    /// <summary>Entries are the ledger's. Ways in are declared, and have a name of their own.</summary>
    [Fact]
    public void WaysIn_AreNotEntries() => Listed.None(
        from type in Assemblies.All.SelectMany(Assemblies.TypesOf)
        where Code.FolderOf(type) is "Access/WaysIn" or "Hosting/Surface"
        from name in type.Properties.Select(p => p.Name).Concat(type.Methods.Select(m => m.Name)).Append(type.Name)
        where name.Contains("Entry", StringComparison.Ordinal) || name.Contains("Entries", StringComparison.Ordinal)
        select $"{type.FullName}: {name}");

    private static bool IsOurs(TypeDefinition type) => !Code.IsGenerated(type) && !Code.IsOrleansCode(type);
}
