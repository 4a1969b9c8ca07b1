using Breakwater.Bench.Load;
using Breakwater.Bench.Paired.Sides;

namespace Breakwater.Bench.Paired.Scenarios;

/// <summary>TCP, TLS, CONNECT, CONNACK, DISCONNECT, some at a time.</summary>
internal sealed class Connecting(Side side, int connects) : IScenario
{
    private const int Concurrency = 16;

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, connects),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (i, cancel) =>
            {
                await using var connection = await MqttConnection.OpenAsync(side.Server.Target.Mqtt, side.Devices[i % side.Devices.Count], cancel);
            });
        return connects;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
