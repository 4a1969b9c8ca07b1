using System.Buffers;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Subscribing;

internal static class SubAckWriter
{
    // MQTT 3.1.1 §3.9, MQTT 5.0 §3.9
    public static void Write(
        IBufferWriter<byte> output, MqttVersion version, ushort packetId, ReadOnlySpan<ReasonCode> reasons, string? reasonString)
    {
        FieldWriter body = new();
        body.UInt16(packetId);
        if (version == MqttVersion.V500)
        {
            ExplanationProperties.Write(body, reasonString, []);
        }

        AcknowledgedReasons.Write(body, version, reasons);
        body.WriteFrame(output, (byte)PacketType.SubAck << 4);
    }
}
