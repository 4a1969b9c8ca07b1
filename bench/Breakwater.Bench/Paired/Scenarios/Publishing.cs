using Breakwater.Bench.Load;
using Breakwater.Bench.Paired.Sides;

namespace Breakwater.Bench.Paired.Scenarios;

/// <summary>All devices publish with QoS 1, over connections that stay.</summary>
internal sealed class Publishing : IScenario
{
    private const int PayloadBytes = 105;

    private readonly TargetLoad load;
    private readonly int messages;
    private readonly int batch;

    private Publishing(TargetLoad load, int messages, int batch) => (this.load, this.messages, this.batch) = (load, messages, batch);

    /// <param name="messages">Of each device in a portion.</param>
    /// <param name="batch">In one write, before their PUBACKs are waited for.</param>
    public static async Task<IScenario> OpenAsync(Side side, int messages, int batch, CancellationToken cancellationToken)
    {
        var load = new TargetLoad(side.Server.Target, side.Devices, PayloadBytes);
        await load.ConnectAsync(cancellationToken);
        return new Publishing(load, messages, batch);
    }

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await load.PublishAsync(messages, batch, cancellationToken);
        return messages * load.Devices.Count;
    }

    public ValueTask DisposeAsync() => load.DisposeAsync();
}
