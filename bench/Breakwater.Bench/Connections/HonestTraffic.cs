using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Authentication;
using Breakwater.Bench.Fleet;
using Breakwater.Bench.Load;
using Breakwater.Bench.Servers;

namespace Breakwater.Bench.Connections;

/// <summary>Devices that publish one QoS 1 message each second, and one more device that connects anew each second.</summary>
internal sealed class HonestTraffic(LoadTarget target, IReadOnlyList<BenchDevice> devices, BenchDevice newcomer, int payloadLength)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A message or connection that takes longer has failed.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly TargetLoad load = new(target, devices, payloadLength);

    public Task ConnectAsync(CancellationToken cancellationToken) => load.ConnectAsync(cancellationToken);

    public async Task<HonestOutcome> RunAsync(int seconds, CancellationToken cancellationToken)
    {
        var outcome = new HonestOutcome([], [], []);
        var all = load.Devices.Select((device, i) => RepeatAsync(
            Interval * ((double)i / load.Devices.Count),
            seconds,
            outcome.PublishMilliseconds,
            outcome.Failures,
            cancel => device.PublishAsync(1, 1, cancel),
            cancellationToken));
        await Task.WhenAll(all.Append(RepeatAsync(
            Interval / 2,
            seconds,
            outcome.ConnectMilliseconds,
            outcome.Failures,
            async cancel => await (await MqttConnection.OpenAsync(target.Mqtt, newcomer, cancel)).DisposeAsync(),
            cancellationToken)));
        return outcome;
    }

    public ValueTask CloseAsync() => load.DisposeAsync();

    private static async Task RepeatAsync(
        TimeSpan delay,
        int times,
        ConcurrentBag<double> milliseconds,
        ConcurrentBag<string> failures,
        Func<CancellationToken, Task> operation,
        CancellationToken cancellationToken)
    {
        await Task.Delay(delay, TimeProvider.System, cancellationToken);
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        for (var i = 0; i < times; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Longest);
            try
            {
                await operation(limit.Token);
                milliseconds.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            }
            catch (Exception failure) when (
                failure is LoadException or IOException or SocketException or AuthenticationException
                || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                failures.Add(failure.Message);
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
