using System.Buffers;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Connecting;

internal static class DisconnectWriter
{
    private const byte Header = (byte)PacketType.Disconnect << 4;

    // MQTT 3.1.1 §3.14: a client's goodbye, without a reason; a server has none, so a reason that only servers or 5.0 have is not written.
    // MQTT 5.0 §3.14.2: a normal disconnection without properties has no body.
    public static void Write(IBufferWriter<byte> output, MqttVersion version, DisconnectPacket disconnect)
    {
        if (version != MqttVersion.V500)
        {
            if (disconnect.Reason == ReasonCode.NormalDisconnection)
            {
                FrameWriter.Write(output, Header, []);
            }

            return;
        }

        FieldWriter body = new();
        bool bare = disconnect is { SessionExpiryInterval: null, ReasonString: null, ServerReference: null, UserProperties.Count: 0 };
        if (!bare || disconnect.Reason != ReasonCode.NormalDisconnection)
        {
            body.Byte((byte)disconnect.Reason);
        }

        if (!bare)
        {
            PropertyWriter properties = new();
            properties.UInt32(PropertyId.SessionExpiryInterval, disconnect.SessionExpiryInterval);
            properties.Text(PropertyId.ReasonString, disconnect.ReasonString);
            properties.Text(PropertyId.ServerReference, disconnect.ServerReference);
            properties.UserProperties(disconnect.UserProperties);
            properties.WriteTo(body);
        }

        body.WriteFrame(output, Header);
    }
}
