using System.Text;
using System.Text.Json;
using Breakwater.Contracts.Devices;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Gateway.Topics;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Profiles;

/// <summary>The shipped profile, on a robot that Breakwater never heard of before, over mTLS.</summary>
public sealed class ValetudoTests
{
    private static readonly string ProfilePath = FindProfile();

    [Fact]
    public async Task RecordedSession_Replayed_LandsWhereItBelongs()
    {
        var session = RecordedSession.Load();
        await using var server = await StartAsync();
        var robot = await server.Doors.EnrolAsync("valetudo");
        var owner = await server.Doors.AddOwnerAsync(robot);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, robot, MqttWire.Hello with { Version = MqttVersion.V311 });

        foreach (var message in session.Where(m => m.FromRobot))
        {
            Assert.Equal(ReasonCode.Success, await PublishAsync(wire, message));
        }

        var state = (await owner.Client.GetTwinAsync(robot.Id)).Reported.State;
        Assert.Equal("disconnected", state.GetProperty("$state").GetString());
        Assert.Equal("4.0.0", state.GetProperty("$homie").GetString());
        Assert.Equal("Fan", state.GetProperty("FanSpeedControlCapability").GetProperty("preset").GetProperty("$name").GetString());
        Assert.Equal("max", state.GetProperty("FanSpeedControlCapability").GetProperty("preset").GetProperty("value").GetString());
        Assert.Equal(-64, state.GetProperty("WifiConfigurationCapability").GetProperty("signal").GetProperty("value").GetInt32());
        Assert.False(state.TryGetProperty("hass", out _));

        // What is measured is a time series, and nothing of Home Assistant's is among it.
        var streams = (await owner.Client.ListStreamsAsync(robot.Id)).Items;
        Assert.Equal(["wifi-signal"], streams.Select(s => s.Stream));
        Assert.Equal(session.Count(m => m.Topic.EndsWith("/signal", StringComparison.Ordinal)), (await owner.Client.GetTelemetryAsync(robot.Id, "wifi-signal")).Items.Count);

        // The compressed map is kept as the document that it is.
        var map = JsonElement.Parse(await owner.Client.GetMapAsync(robot.Id, "map"));
        Assert.Equal("ValetudoMap", map.GetProperty("__class").GetString());
        Assert.Equal(["map", "segments"], (await owner.Client.ListMapsAsync(robot.Id)).Items.Select(m => m.Name).Order());

        var events = (await owner.Client.ListEventsAsync(robot.Id)).Items;
        Assert.Equal(session.Count(m => m.FromRobot && m.Topic.EndsWith("robo1/$state", StringComparison.Ordinal)), events.Count(e => e.Name == "state"));
        Assert.DoesNotContain(server.Log.Signals(robot.Id.ToString()), _ => true);
    }

    [Fact]
    public async Task BatteryAndStatus_Published_AreTelemetryAndReportedState()
    {
        await using var server = await StartAsync();
        var robot = await server.Doors.EnrolAsync("valetudo");
        var owner = await server.Doors.AddOwnerAsync(robot);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, robot);

        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("valetudo/robo1/BatteryStateAttribute/level", "81", retain: true));
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("valetudo/robo1/StatusStateAttribute/status", "cleaning", retain: true));

        Assert.Equal(81, (await owner.Client.GetTelemetryAsync(robot.Id, "battery")).Items.Single().Value!.Value.GetInt32());
        var state = (await owner.Client.GetTwinAsync(robot.Id)).Reported.State;
        Assert.Equal(81, state.GetProperty("BatteryStateAttribute").GetProperty("level").GetProperty("value").GetInt32());
        Assert.Equal("cleaning", state.GetProperty("StatusStateAttribute").GetProperty("status").GetProperty("value").GetString());
    }

    [Fact]
    public async Task StartCommand_FromTheApi_ArrivesAsTheFirmwareKnowsIt()
    {
        await using var server = await StartAsync();
        var robot = await server.Doors.EnrolAsync("valetudo");
        var owner = await server.Doors.AddOwnerAsync(robot);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, robot);
        Assert.Equal([ReasonCode.GrantedQoS1], await wire.SubscribeAsync("valetudo/robo1/BasicControlCapability/operation/set"));

        var sending = owner.Client.SendCommandAsync(robot.Id, new CommandRequest("start"), TimeSpan.FromSeconds(30));
        var command = await wire.TakeAsync<Published>("the command");
        await wire.AcknowledgeAsync(command);

        Assert.Equal("valetudo/robo1/BasicControlCapability/operation/set", command.Topic);
        Assert.Equal("START", command.Text);
        Assert.Equal(CommandState.Acknowledged, (await sending).State);
    }

    [Fact]
    public void Commands_AllMove_ExceptTheSound() =>
        Assert.Equal(["locate"], TopicProfileFile.Load(ProfilePath).Commands.Where(c => c.Class != CommandClass.Moves).Select(c => c.Command));

    [Fact]
    public async Task AnotherRobotsName_AfterTheFirst_IsForeign()
    {
        await using var server = await StartAsync();
        var robot = await server.Doors.EnrolAsync("valetudo");
        await using var wire = await MqttWire.ConnectAsync(server.Doors, robot);
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("valetudo/robo1/$state", "ready"));

        var signal = server.Log.NextSignalAsync(SignalKind.ForeignTopic, robot.Id.ToString());
        Assert.Equal(ReasonCode.NotAuthorized, await wire.PublishAsync("valetudo/robo2/$state", "ready"));
        Assert.Equal([ReasonCode.NotAuthorized], await wire.SubscribeAsync("valetudo/robo2/BasicControlCapability/operation/set"));
        Assert.Equal([ReasonCode.NotAuthorized], await wire.SubscribeAsync("valetudo/+/BasicControlCapability/operation/set"));
        await signal;
    }

    private static Task<RunningServer> StartAsync() =>
        RunningServer.StartAsync(o => o with { Gateway = o.Gateway with { Profiles = [ProfilePath] } });

    private static async Task<ReasonCode> PublishAsync(MqttWire wire, RecordedMessage message)
    {
        var id = wire.NextId();
        await wire.SendAsync(output => PacketWriter.WritePublish(
            output, wire.Version, Encoding.UTF8.GetBytes(message.Topic), message.Payload, QualityOfService.AtLeastOnce, id, retain: true, dup: false));
        return (await wire.TakeAsync<Acked>($"PUBACK of {message.Topic}", a => a.Id == id)).Reason;
    }

    private static string FindProfile()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "profiles", "valetudo.json")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return Path.Combine(folder.FullName, "profiles", "valetudo.json");
    }
}
