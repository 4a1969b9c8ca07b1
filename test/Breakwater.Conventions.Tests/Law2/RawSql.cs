using Mono.Cecil;

namespace Breakwater.Conventions.Tests.Law2;

/// <summary>Statements that somebody wrote, which no type says the table of.</summary>
internal static class RawSql
{
    private static readonly string[] Names = ["ExecuteSql", "FromSql", "SqlQuery", "CreateCommand", "CreateDbCommand", "GetDbConnection"];

    /// <summary>Outside <c>Storage</c>; each is over the table of its own folder, or made from the mapping.</summary>
    public static IReadOnlyList<string> Writers { get; } =
    [
        "Breakwater.Server.Access.Budgets.TouchStore",
        "Breakwater.Server.Devices.Commands.CommandQueue",
        "Breakwater.Server.Devices.Presence.PresenceStore",
        "Breakwater.Server.Devices.Twins.TwinState",
        "Breakwater.Server.Enrollment.BulkInsert`1",
        "Breakwater.Server.Inquiry.Notices.NoticeRecord",
    ];

    public static IEnumerable<string> Uses(AssemblyDefinition assembly) =>
        (from method in Code.Methods(assembly)
         where !Code.IsWithin(Code.FolderOf(method.DeclaringType), "Storage")
         where Code.Called(method).Any(c => Names.Any(n => c.Name.StartsWith(n, StringComparison.Ordinal)))
         select Code.Owner(method)).Distinct();
}
