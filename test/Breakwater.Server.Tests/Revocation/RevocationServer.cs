using Breakwater.Server.Tests.Hosting.Processes;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>
/// A server process for the tests of law 6: the build beside the tests, or the one that <c>BREAKWATER_SERVER</c> names. They run when no other test does,
/// because the second that they measure is a real one.
/// </summary>
public sealed class RevocationServer : IAsyncLifetime
{
    /// <summary>What may pass between the answer of a revocation and the end of what it ended (law 6).</summary>
    internal static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // Nothing slows the callers, and telemetry stays where DataFiles reads it. BREAKWATER_SERVER_SETTINGS: more, KEY=VALUE with blanks between.
    private static readonly string[] Settings =
    [
        "gateway.publishRate=0", "gateway.byteRate=0", "devices.openCommands=10000", "telemetry.compactAfter=1d", "telemetry.compactAfterBytes=1073741824", "logLevel=Warning",
        .. Environment.GetEnvironmentVariable("BREAKWATER_SERVER_SETTINGS")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
    ];

    private readonly string folder = RunningServer.NewFolder();
    private ServerProcess? process;

    internal ServerDoors Doors => process!.Doors;

    internal DataFiles Files => new(folder);

    public async ValueTask InitializeAsync() => process = await ServerProcess.StartAsync(folder, Settings);

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        RunningServer.Delete(folder);
    }
}

[CollectionDefinition(nameof(RevocationGroup), DisableParallelization = true)]
public sealed class RevocationGroup : ICollectionFixture<RevocationServer>;
