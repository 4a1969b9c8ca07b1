using System.IO.Pipelines;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Gateway.Limits;
using Microsoft.AspNetCore.Connections;

namespace Breakwater.Server.Gateway.Serving;

/// <summary>What came before anybody was let in: a CONNECT, or why not.</summary>
/// <param name="Refusal">What to answer; null: nothing, the peer does not speak MQTT.</param>
internal sealed record FirstPacket(ConnectPacket? Packet, ReasonCode? Refusal, string Detail)
{
    /// <summary>Bytes of a CONNECT; its largest field, the will's payload, is 64 KB (MQTT 5.0 §3.1.3.4).</summary>
    private const int LargestConnect = 128 * 1024;

    /// <summary>Reads a CONNECT, in time and of bounded size.</summary>
    public static async Task<FirstPacket> ReadAsync(ConnectionContext transport, Arrivals arrivals, GatewayOptions options)
    {
        var arrival = arrivals.Enter(transport.Transport.Input);
        var first = new FirstPacket(null, null, "no CONNECT");
        var inTime = false;
        try
        {
            first = await ReadAsync(transport.Transport.Input, Math.Min(LargestConnect, options.MaximumPacketSize));
        }
        finally
        {
            inTime = arrivals.Leave(arrival);
        }

        return inTime ? first : new FirstPacket(null, null, "no CONNECT in time");
    }

    /// <summary>Answers CONNACK with the reason; what follows is not read (MQTT 5.0 §3.1.4).</summary>
    public static async Task RefuseAsync(ConnectionContext transport, MqttVersion version, ReasonCode reason)
    {
        PacketWriter.WriteConnAck(transport.Transport.Output, version, new ConnAckPacket { Reason = reason });
        try
        {
            await transport.Transport.Output.FlushAsync(transport.ConnectionClosed);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAbortedException or ConnectionResetException)
        {
            // Gone already; the refusal stands without being heard.
            transport.Abort(new ConnectionAbortedException("The peer left before its refusal.", exception));
        }
    }

    /// <summary>What can be said of a CONNECT whoever sent it: said before anything is looked up.</summary>
    private static FirstPacket Judge(ConnectPacket packet) =>
        packet.AuthenticationMethod is not null ? new FirstPacket(packet, ReasonCode.BadAuthenticationMethod, "CONNECT: an authentication method")
        : packet.Will is { Qos: QualityOfService.ExactlyOnce } ? new FirstPacket(packet, ReasonCode.QoSNotSupported, "CONNECT: a will of QoS 2")
        : new FirstPacket(packet, null, "");

    private static async Task<FirstPacket> ReadAsync(PipeReader input, int maximumSize)
    {
        try
        {
            while (true)
            {
                // Without a token: the end of the transport ends the read.
                var result = await input.ReadAsync();
                if (Parse(input, result, maximumSize) is { } first)
                {
                    return first;
                }

                if (result.IsCompleted || result.IsCanceled)
                {
                    return new FirstPacket(null, null, "the connection ended before CONNECT");
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAbortedException or ConnectionResetException)
        {
            return new FirstPacket(null, null, "the connection broke before CONNECT");
        }
    }

    /// <summary>Null: more bytes are needed.</summary>
    private static FirstPacket? Parse(PipeReader input, ReadResult result, int maximumSize)
    {
        var buffer = result.Buffer;
        var (consumed, examined) = (buffer.Start, buffer.End);
        try
        {
            var status = Frame.TryRead(ref buffer, maximumSize, out var frame);
            if (status == FrameStatus.Incomplete)
            {
                return null;
            }

            if (status != FrameStatus.Complete)
            {
                return new FirstPacket(null, null, $"first packet: {status}");
            }

            if (frame.Type != PacketType.Connect)
            {
                return new FirstPacket(null, null, $"first packet: {frame.Type}");
            }

            var parsed = ConnectPacket.TryParse(frame, out var packet);
            consumed = examined = buffer.Start;
            return parsed switch
            {
                ParseStatus.Ok => Judge(packet!),
                ParseStatus.UnsupportedProtocolVersion => new FirstPacket(null, ReasonCode.UnsupportedProtocolVersion, "CONNECT: unsupported version"),
                _ => new FirstPacket(null, null, $"CONNECT: {parsed}"),
            };
        }
        finally
        {
            input.AdvanceTo(consumed, examined);
        }
    }
}
