using Breakwater.MemoryProbe;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Tests.Hosting.Processes;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Bounds;

/// <summary>
/// A server process whose memory is measured while somebody tries to make it hold much (law 11). Its rates are off, so that an attack is at its height at once and not after
/// hours. What the whole process keeps in any case, such as SQLite's pages, is full before the first attack, and telemetry is compacted early: neither is the attacker's.
/// </summary>
public sealed class AttackedServer : IAsyncLifetime
{
    /// <summary>Of devices whose maps come compressed, on <c>packed/NAME</c>.</summary>
    internal const string PackingModel = "packing";

    private const string Profile = $$"""
        { "name": "packing", "models": ["{{PackingModel}}"], "publish": [{ "topic": "packed/{name}", "to": ["map"], "name": "{name}", "encoding": "deflate" }] }
        """;

    private readonly string folder = RunningServer.NewFolder();
    private ServerProcess? process;

    internal ServerDoors Doors => process!.Doors;

    private string Socket => Path.Combine(folder, "memory-probe");

    public async ValueTask InitializeAsync()
    {
        var profile = Path.Combine(folder, "packing.json");
        await File.WriteAllTextAsync(profile, Profile);
        process = await ServerProcess.StartAsync(
            folder,
            new Dictionary<string, string>
            {
                ["DOTNET_STARTUP_HOOKS"] = typeof(Probe).Assembly.Location,
                [Probe.Variable] = Socket,
            },
            ["gateway.publishRate=0", "gateway.byteRate=0", "gateway.dayBytes=0", "logLevel=Warning", "telemetry.compactAfterBytes=1048576", $"gateway.profiles={profile}"]);
        await WarmAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        RunningServer.Delete(folder);
    }

    internal MemoryState Measure() => Probe.Ask(Socket);

    /// <summary>More than SQLite keeps of each of the two files.</summary>
    private async Task WarmAsync()
    {
        var device = await Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(Doors, device);
        var payload = new byte[900_000];
        for (var i = 0; i < 80; i++)
        {
            Random.Shared.NextBytes(payload);
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/warm", payload));
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("events/warm", payload));
        }
    }
}

[CollectionDefinition(nameof(BoundsGroup), DisableParallelization = true)]
public sealed class BoundsGroup : ICollectionFixture<AttackedServer>;
