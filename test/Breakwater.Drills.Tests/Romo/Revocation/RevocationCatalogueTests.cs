using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Drills.Fleet;
using Breakwater.Drills.Romo.Catalogue;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Drills.Romo.Revocation;
using Breakwater.Drills.Tests.Fakes;

namespace Breakwater.Drills.Tests.Romo.Revocation;

public sealed class RevocationCatalogueTests
{
    /// <summary>Marks are found by name: one that begins another's would be taken for it.</summary>
    [Fact]
    public async Task All_Names_AreUniqueAndEverySpareIsUsed()
    {
        await using var fleet = await OpenFleet.StartAsync(1);
        var context = fleet.Context();
        using var admin = new AdminClient("no-socket");
        var spec = new FleetSpec { Devices = 1, IdentityFolder = "", AdminSocket = "", Host = "127.0.0.1", MqttPort = 1, EstPort = 1, CaBundle = "" };
        var name = new StolenName("1", DeviceId.Create());
        var spares = Enumerable.Range(0, RevocationCatalogue.Spares).Select(_ => new SpareRobot(name, fleet.Stolen.Certificate)).ToList();
        RevocationScene Scene(int count) => new(
            new FleetOperator(admin, spec, default, context.Anchors, TimeProvider.System), new Witness(context.Http, "", "", TimeProvider.System), [name, name], [.. spares.Take(count)]);

        var all = RevocationCatalogue.All(Scene(spares.Count)).Concat(RomoCatalogue.All).Select(attempt => attempt.Name).ToList();

        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.Throws<InvalidOperationException>(() => RevocationCatalogue.All(Scene(spares.Count - 1)));
    }
}
