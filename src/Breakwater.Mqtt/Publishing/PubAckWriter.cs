using System.Buffers;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Publishing;

internal static class PubAckWriter
{
    // MQTT 3.1.1 §3.4 to §3.7: the identifier alone. MQTT 5.0 §3.4.2.1: success without properties says no more.
    public static void Write(
        IBufferWriter<byte> output, MqttVersion version, byte header, ushort packetId, ReasonCode reason, string? reasonString)
    {
        if (version != MqttVersion.V500 || (reason == ReasonCode.Success && reasonString is null))
        {
            WriteIdentifier(output, header, packetId);
            return;
        }

        FieldWriter body = new();
        body.UInt16(packetId);
        body.Byte((byte)reason);
        if (reasonString is not null)
        {
            ExplanationProperties.Write(body, reasonString, []);
        }

        body.WriteFrame(output, header);
    }

    private static void WriteIdentifier(IBufferWriter<byte> output, byte header, ushort packetId)
    {
        const int Length = 4;
        Span<byte> packet = output.GetSpan(Length);
        packet[3] = (byte)packetId;
        packet[2] = (byte)(packetId >> 8);
        packet[1] = sizeof(ushort);
        packet[0] = header;
        output.Advance(Length);
    }
}
