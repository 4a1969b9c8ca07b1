using System.Buffers;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Connecting;

internal static class ConnAckWriter
{
    // MQTT 3.1.1 §3.2, MQTT 5.0 §3.2
    public static void Write(IBufferWriter<byte> output, MqttVersion version, ConnAckPacket connAck)
    {
        FieldWriter body = new();
        body.Byte((byte)(connAck.SessionPresent ? 1 : 0));
        if (version == MqttVersion.V500)
        {
            body.Byte((byte)connAck.Reason);
            ConnAckProperties.Write(body, connAck);
        }
        else
        {
            body.Byte(ConnectReturnCode.From(connAck.Reason));
        }

        body.WriteFrame(output, (byte)PacketType.ConnAck << 4);
    }
}
