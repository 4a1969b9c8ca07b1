using Breakwater.Contracts.Ids;
using Breakwater.Device.Connection;
using Breakwater.Device.Identity;
using Breakwater.Device.Trust;
using Breakwater.Drills.Control;
using Breakwater.Drills.Fleet;
using Breakwater.Drills.Fleet.Links;
using Breakwater.Drills.Fleet.Robots;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Evidence;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Drills.Romo.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Drills.Tests.Fakes;

/// <summary>A few robots on an open broker, and a thief with the first one's secrets.</summary>
internal sealed class OpenFleet : IAsyncDisposable
{
    private readonly FleetAuthority authority = new();
    private readonly List<SimulatedRobot> robots = [];
    private readonly List<DeviceIdentity> identities = [];
    private AttackHttp? http;

    public ControlBroker Broker { get; private set; } = null!;

    public FleetCounters Counters { get; } = new();

    public KnownEffects Effects { get; } = new();

    public IReadOnlyList<StolenName> Names { get; private set; } = [];

    public DeviceIdentity Stolen => identities[0];

    public static async Task<OpenFleet> StartAsync(int count)
    {
        var fleet = new OpenFleet();
        fleet.Broker = await ControlBroker.StartAsync(new ControlBrokerSpec(fleet.authority.Bundle), TimeProvider.System);
        fleet.Names = [.. Enumerable.Range(0, count).Select(index => new StolenName($"2026000000{index:D4}", DeviceId.Create()))];
        var canaries = new Canaries("00");
        var events = new FleetEvents((serial, mark) => fleet.Effects.Add(mark, serial));
        foreach (var name in fleet.Names)
        {
            var robot = new SimulatedRobot(new Robot(name.Serial, canaries.Of(name.Serial), fleet.robots.Count), fleet.Counters, events, NullLogger.Instance);
            fleet.robots.Add(robot);
            fleet.identities.Add(fleet.authority.IssueRobot(name.Serial, name.Id));
            var address = fleet.Broker.Address;
            var endpoint = new MqttEndpoint(
                address.Host, address.Port, TrustAnchors.FromPem(address.TrustPem), fleet.identities[^1].Certificate, name.Serial, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30));
            await robot.AttachAsync(new OpenBrokerLink(name.Serial, endpoint, robot, TimeProvider.System), TestContext.Current.CancellationToken);
        }

        return fleet;
    }

    public async Task<T> SpeakingAsync<T>(Task<T> listening)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        while (!listening.IsCompleted && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            robots.ForEach(robot => robot.Beat(TimeSpan.FromSeconds(3)));
        }

        return await listening;
    }

    /// <summary>The open broker in place of the server, so that the attempts meet one that stops nothing.</summary>
    public AttackContext Context()
    {
        var address = $"{Broker.Address.Host}:{Broker.Address.Port}";
        var anchors = TrustAnchors.FromPem(Broker.Address.TrustPem);
        http ??= new AttackHttp(anchors, Stolen, null, TimeProvider.System);
        var canaries = new Canaries("00");
        var foreign = Names.Skip(1).SelectMany(name => new KeyValuePair<string, string>[]
        {
            new(name.Serial, name.Serial), new(name.Id.ToString(), name.Serial), new(canaries.Of(name.Serial), name.Serial),
        });
        return new AttackContext(
            new StolenBundle(Names[0], Stolen, "claim", "token", [Names[0]], [.. Names.Skip(1)]), new ServerAddresses(address, address, address, address),
            anchors, new Watchlist(foreign), http, TimeProvider.System, TimeSpan.FromSeconds(1));
    }

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        foreach (var robot in robots)
        {
            await robot.DisposeAsync();
        }

        await Broker.DisposeAsync();
        identities.ForEach(identity => identity.Dispose());
        authority.Dispose();
    }
}
