using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Packets;

namespace Breakwater.Server.Gateway.Serving;

/// <summary>
/// Reads packets and hands them on, one after the other. What slows a device down (its rate, its unread answers, a store that is busy) happens in here,
/// so it slows down this device and no other.
/// </summary>
internal static class PacketLoop
{
    public static async Task<PacketOutcome> RunAsync(MqttConnection connection, PacketHandlers handlers)
    {
        var input = connection.Input;
        connection.Listen();
        while (true)
        {
            // Without a token: the end of the transport ends the read, and registering for it costs at every packet.
            var result = await input.ReadAsync();
            if (connection.CloseRequest is { } requested)
            {
                input.AdvanceTo(result.Buffer.Start);
                return requested;
            }

            var buffer = result.Buffer;
            var available = buffer.Length;
            var cost = 0;
            try
            {
                while (true)
                {
                    var status = Frame.TryRead(ref buffer, connection.Options.MaximumPacketSize, out var frame);
                    if (status == FrameStatus.Incomplete)
                    {
                        break;
                    }

                    if (status != FrameStatus.Complete)
                    {
                        return PacketOutcome.Close(status == FrameStatus.TooLarge ? ReasonCode.PacketTooLarge : ReasonCode.MalformedPacket);
                    }

                    connection.Heard();
                    var handler = handlers[frame.Type];
                    cost += handler.Policy.Cost;
                    if (handler.Policy.Action is { } action && connection.Permits[action] is null)
                    {
                        return PacketOutcome.Close(ReasonCode.NotAuthorized);
                    }

                    var handling = handler.HandleAsync(connection, frame);
                    var outcome = handling.IsCompletedSuccessfully ? handling.Result : await handling;
                    if (outcome.Ends)
                    {
                        return outcome;
                    }

                    if (connection.CloseRequest is { } asked)
                    {
                        return asked;
                    }
                }
            }
            finally
            {
                input.AdvanceTo(buffer.Start, result.Buffer.End);
            }

            if (result.IsCompleted)
            {
                return PacketOutcome.Goodbye(ReasonCode.UnspecifiedError);
            }

            await PauseAsync(connection, cost, (int)(available - buffer.Length));
            connection.Listen();
        }
    }

    private static async ValueTask PauseAsync(MqttConnection connection, int cost, int bytes)
    {
        if (connection.Outbound.PendingBytes > connection.Options.OutboundBytes || connection.Deliveries.IsCrowded)
        {
            connection.StopListening();
            await connection.Outbound.DrainedAsync().WaitAsync(connection.Closed);
        }

        var byRate = connection.Rate.Packets.Take(cost);
        var byBytes = connection.Rate.Bytes.Take(bytes);
        var pause = byRate > byBytes ? byRate : byBytes;
        if (pause > TimeSpan.Zero)
        {
            connection.StopListening();
            await connection.PauseAsync(pause);
        }
    }
}
