using Breakwater.MemoryProbe;
using Breakwater.Server.Tests.Hosting.Processes;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Bounds;

/// <summary>
/// A server process whose memory is measured while somebody tries to make it hold much (law 11). Its rates are off, so that an attack is at its height at once and not after
/// hours.
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
            ["gateway.publishRate=0", "gateway.byteRate=0", "gateway.dayBytes=0", "logLevel=Warning", $"gateway.profiles={profile}"]);
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
}

[CollectionDefinition(nameof(BoundsGroup), DisableParallelization = true)]
public sealed class BoundsGroup : ICollectionFixture<AttackedServer>;
