namespace Breakwater.Conventions.Tests.Law2;

/// <summary>Law 2, kept by where things lie: rows of devices are behind stores that take permits.</summary>
public sealed class DeviceRowTests
{
    /// <summary>Rows that name a device and are not its own: what somebody may do, and what belongs to no device yet.</summary>
    private static readonly string[] NotOfDevices = ["Breakwater.Server.Access.Budgets.TouchRow", "Breakwater.Server.Access.Grants.GrantRecord"];

    [Fact]
    public void Rows_ThatNameADevice_AreMarked()
    {
        var unmarked =
            from type in Assemblies.TypesOf(Assemblies.Server)
            where type.NestedTypes.Any(n => n.Interfaces.Any(i => i.InterfaceType.Name == "IEntityTypeConfiguration`1"))
            where type.Properties.Any(p => p.PropertyType.FullName.Contains("Breakwater.Contracts.Ids.DeviceId", StringComparison.Ordinal))
            where !DeviceRows.Marked.ContainsKey(type.FullName)
            select type.FullName;
        Assert.Equal(NotOfDevices, unmarked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rows_AreNamedElsewhere_OnlyByTheListedWays() =>
        Listed.Exactly(
            DeviceRows.Ways.Keys.Select(w => $"{w.User} names {w.Row}"), DeviceRows.Uses(Assemblies.Server).Select(w => $"{w.User} names {w.Row}"));

    [Fact]
    public void Tables_AreInStatements_OnlyInTheirFolder()
    {
        Assert.Equal(DeviceRows.Marked.Count, DeviceRows.Tables.Count);
        Listed.None(DeviceRows.Statements(Assemblies.Server));
    }

    /// <summary>The analyzer bans each of these; this sees overloads that nobody thought of.</summary>
    [Fact]
    public void Statements_AreWritten_OnlyInTheStoreAndByTheListed() =>
        Listed.Exactly(RawSql.Writers, RawSql.Uses(Assemblies.Server));

    [Fact]
    public void Stores_WithoutPermits_AreUsed_OnlyByThoseTheyAreFor()
    {
        Assert.Equal(3, FloorStores.Marked.Count);
        Listed.None(FloorStores.Uses(Assemblies.Server));
    }
}
