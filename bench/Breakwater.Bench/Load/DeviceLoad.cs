using Breakwater.Bench.Fleet;
using Breakwater.Bench.Servers;

namespace Breakwater.Bench.Load;

/// <summary>One device against one server: its connection, and how many of its messages the server has acknowledged, over all connections.</summary>
internal sealed class DeviceLoad(LoadTarget target, BenchDevice device, int payloadLength) : IAsyncDisposable
{
    private MqttConnection? connection;

    public BenchDevice Device => device;

    public long Acknowledged { get; private set; }

    public async Task ConnectAsync(CancellationToken cancellationToken) =>
        connection = await MqttConnection.OpenAsync(target.Mqtt, device, cancellationToken);

    /// <summary>Publishes at least this many messages: a batch in one write, then the next when all of it is acknowledged.</summary>
    public async Task PublishAsync(int messages, int batch, CancellationToken cancellationToken)
    {
        var packets = new PublishBatch(target.Topic(device), batch, payloadLength);
        for (var sent = 0; sent < messages; sent += batch)
        {
            await connection!.WriteAsync(packets.From(Acknowledged), cancellationToken);
            await connection.AcknowledgedAsync(batch, cancellationToken);
            Acknowledged += batch;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is { } open)
        {
            connection = null;
            await open.DisposeAsync();
        }
    }
}
