using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using Breakwater.Bench.Fleet;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Publishing;

namespace Breakwater.Bench.Load;

/// <summary>MQTT 5 over TLS with as little as a load needs: packets are encoded beforehand, and a round trip allocates nothing.</summary>
internal sealed class MqttConnection : IAsyncDisposable
{
    /// <summary>Longer than any run: no pings between the measured messages.</summary>
    private const ushort KeepAliveSeconds = 1100;

    private readonly SslStream stream;
    private readonly byte[] input = new byte[1024];
    private int buffered;

    private MqttConnection(SslStream stream) => this.stream = stream;

    /// <exception cref="LoadException">The server answered with a refusal, or closed.</exception>
    public static async Task<MqttConnection> OpenAsync(IPEndPoint endpoint, BenchDevice device, CancellationToken cancellationToken)
    {
        var connection = new MqttConnection(await FreshConnection.OpenAsync(endpoint, device.Certificate, cancellationToken));
        try
        {
            var packet = new ArrayBufferWriter<byte>();
            PacketWriter.WriteConnect(packet, new ConnectPacket { ClientId = device.Id, CleanStart = true, KeepAlive = KeepAliveSeconds });
            await connection.WriteAsync(packet.WrittenMemory, cancellationToken);
            while (!connection.TakeConnAck())
            {
                await connection.ReceiveAsync(cancellationToken);
            }

            return connection;
        }
        catch (Exception)
        {
            await connection.stream.DisposeAsync();
            throw;
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> packets, CancellationToken cancellationToken) => stream.WriteAsync(packets, cancellationToken);

    /// <summary>Waits for this many PUBACKs.</summary>
    /// <exception cref="LoadException">A message was refused, or the server closed.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask AcknowledgedAsync(int count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            await ReceiveAsync(cancellationToken);
            count -= TakePubAcks();
        }
    }

    /// <summary>Reads until the server has closed the connection, however it does that; returns when (a timestamp).</summary>
    public async Task<long> ClosedAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await stream.ReadAsync(input, cancellationToken) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset closes as well as an end of stream does.
        }

        return TimeProvider.System.GetTimestamp();
    }

    /// <summary>Takes leave as MQTT 5.0 §3.14 asks, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            var packet = new ArrayBufferWriter<byte>();
            PacketWriter.WriteDisconnect(packet, MqttVersion.V500);
            await stream.WriteAsync(packet.WrittenMemory, CancellationToken.None);
        }
        catch (IOException)
        {
            // The server was faster.
        }

        await stream.DisposeAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        var read = await stream.ReadAsync(input.AsMemory(buffered), cancellationToken);
        buffered += read > 0 ? read : throw new LoadException("The server closed the connection.");
    }

    private bool TakeConnAck()
    {
        var unread = new ReadOnlySequence<byte>(input, 0, buffered);
        var status = Frame.TryRead(ref unread, input.Length, out var frame);
        if (status == FrameStatus.Incomplete)
        {
            return false;
        }

        if (status != FrameStatus.Complete || ConnAckPacket.TryParse(frame, MqttVersion.V500, out var answer) != ParseStatus.Ok)
        {
            throw new LoadException("The server answered CONNECT with something else than CONNACK.");
        }

        Keep(unread);
        return answer!.Reason == ReasonCode.Success ? true : throw new LoadException($"The server refused the connection: {answer.Reason}.");
    }

    private int TakePubAcks()
    {
        var unread = new ReadOnlySequence<byte>(input, 0, buffered);
        var count = 0;
        while (Frame.TryRead(ref unread, input.Length, out var frame) is var status && status != FrameStatus.Incomplete)
        {
            // Below 0x80 all is well (MQTT 5.0 §2.4); Mosquitto says 0x10, because nobody subscribes.
            if (status != FrameStatus.Complete
                || PubAckPacket.TryParse(frame, MqttVersion.V500, out var answer) != ParseStatus.Ok
                || (byte)answer.Reason >= 0x80)
            {
                throw new LoadException($"The server answered PUBLISH with something else than success: {frame.Type}.");
            }

            count++;
        }

        Keep(unread);
        return count;
    }

    private void Keep(in ReadOnlySequence<byte> unread)
    {
        unread.CopyTo(input);
        buffered = (int)unread.Length;
    }
}
