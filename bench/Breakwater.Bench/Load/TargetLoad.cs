using Breakwater.Bench.Fleet;
using Breakwater.Bench.Servers;

namespace Breakwater.Bench.Load;

/// <summary>Devices against one server.</summary>
internal sealed class TargetLoad : IAsyncDisposable
{
    /// <summary>Handshakes at once: enough to keep two cores busy, too few to queue.</summary>
    private const int ConnectConcurrency = 16;

    public TargetLoad(LoadTarget target, IEnumerable<BenchDevice> devices, int payloadLength)
    {
        Target = target;
        Devices = [.. devices.Select(d => new DeviceLoad(target, d, payloadLength))];
    }

    public LoadTarget Target { get; }

    public IReadOnlyList<DeviceLoad> Devices { get; }

    public Task ConnectAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Devices,
        new ParallelOptions { MaxDegreeOfParallelism = ConnectConcurrency, CancellationToken = cancellationToken },
        async (device, cancel) => await device.ConnectAsync(cancel));

    public async Task PublishAsync(int messagesPerDevice, int batch, CancellationToken cancellationToken)
    {
        // The first that fails stops the others: a run with a hole in it has no result.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(Devices.Select(async device =>
        {
            try
            {
                await Task.Yield();
                await device.PublishAsync(messagesPerDevice, batch, stop.Token);
            }
            catch (Exception)
            {
                await stop.CancelAsync();
                throw;
            }
        }));
    }

    /// <summary>Closes every connection; the load can connect again.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var device in Devices)
        {
            await device.DisposeAsync();
        }
    }
}
