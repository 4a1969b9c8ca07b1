using Breakwater.Bench.Fleet;
using Breakwater.Bench.Gateway;
using Breakwater.Bench.Load;
using Breakwater.Bench.Servers;
using Breakwater.Contracts.Admin;

namespace Breakwater.Bench.Paired.Sides;

/// <summary>A data folder of one build, with the devices and owners of the load in it; whose server made it has ended.</summary>
internal sealed class Ground : IDisposable
{
    /// <summary>Enough to have many messages in flight, and to touch for the first time.</summary>
    private const int DeviceCount = 100;

    /// <summary>A thousand requests at once are 50 of each.</summary>
    private const int OwnerCount = 20;

    /// <summary>No compaction and no checkpoints within a run: they would fall into some slices and not into others.</summary>
    private static readonly string[] Settings =
    [
        .. GatewayBench.Settings,
        "logLevel=Warning",
        "telemetry.compactAfter=1d",
        "telemetry.compactAfterBytes=1073741824",
        "ledger.checkpointInterval=1h",
    ];

    private readonly Build build;

    private Ground(Build build) => this.build = build;

    public WorkFolder Folder { get; } = new();

    /// <summary>Enrolled, and each has used its certificate.</summary>
    public IReadOnlyList<BenchDevice> Devices { get; private set; } = [];

    /// <summary>Each with a token and a grant on a device of its own.</summary>
    public IReadOnlyList<Reader> Owners { get; private set; } = [];

    public static async Task<Ground> MakeAsync(Build build, CancellationToken cancellationToken)
    {
        var ground = new Ground(build);
        try
        {
            await ground.FillAsync(cancellationToken);
            return ground;
        }
        catch (Exception)
        {
            ground.Dispose();
            throw;
        }
    }

    public Task<BreakwaterServer> StartServerAsync(IReadOnlyDictionary<string, string>? environment, CancellationToken cancellationToken) =>
        BreakwaterServer.StartAsync(build.Assembly, Folder, [.. Settings, .. build.Settings], cancellationToken, environment);

    public void Dispose() => Folder.Dispose();

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        await using var server = await StartServerAsync(environment: null, cancellationToken);
        Devices = await BenchFleet.EnrollAsync(server, DeviceCount, cancellationToken);
        await using (var first = new TargetLoad(server.Target, Devices, PublishBatch.SmallestPayload))
        {
            await first.ConnectAsync(cancellationToken);
        }

        var owners = new Reader[OwnerCount];
        for (var i = 0; i < owners.Length; i++)
        {
            var owner = await server.Admin.AddOwnerAsync($"bench {i}", cancellationToken);
            await server.Admin.AddGrantAsync(new GrantRequest(owner.Id, Devices[i].Id, Reader.Scopes, null, "bench"), cancellationToken);
            owners[i] = await Reader.IssueAsync(server, owner.Id, cancellationToken);
        }

        Owners = owners;
    }
}
