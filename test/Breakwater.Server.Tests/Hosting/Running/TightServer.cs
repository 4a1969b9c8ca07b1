namespace Breakwater.Server.Tests.Hosting.Running;

/// <summary>One server with limits that a test can reach.</summary>
public sealed class TightServer : IAsyncLifetime
{
    private RunningServer? running;

    internal RunningServer Running => running!;

    internal ServerDoors Doors => running!.Doors;

    internal LogWatch Log => running!.Log;

    public async ValueTask InitializeAsync() => running = await RunningServer.StartAsync(options => options with
    {
        Access = options.Access with { OwnerReachBudget = 2, ServiceReachBudget = 2 },
        Devices = options.Devices with { OpenCommands = 3, TwinBytes = 1024 },
        Gateway = options.Gateway with
        {
            ReceiveMaximum = 5,
            ConnectTimeout = TimeSpan.FromSeconds(1),
            HandshakeTimeout = TimeSpan.FromSeconds(2),
            WriteTimeout = TimeSpan.FromSeconds(1),
            PublishRate = 50,
            PublishBurst = 100,
        },
        Telemetry = options.Telemetry with { CompactAfter = TimeSpan.FromMilliseconds(200) },
    });

    public async ValueTask DisposeAsync()
    {
        if (running is not null)
        {
            await running.DisposeAsync();
        }
    }
}
