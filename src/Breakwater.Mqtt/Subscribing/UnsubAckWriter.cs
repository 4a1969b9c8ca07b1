using System.Buffers;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Subscribing;

internal static class UnsubAckWriter
{
    // MQTT 3.1.1 §3.11, MQTT 5.0 §3.11
    public static void Write(
        IBufferWriter<byte> output, MqttVersion version, ushort packetId, ReadOnlySpan<ReasonCode> reasons, string? reasonString)
    {
        FieldWriter body = new();
        body.UInt16(packetId);
        if (version == MqttVersion.V500)
        {
            ExplanationProperties.Write(body, reasonString, []);
            AcknowledgedReasons.Write(body, version, reasons);
        }

        body.WriteFrame(output, (byte)PacketType.UnsubAck << 4);
    }
}
