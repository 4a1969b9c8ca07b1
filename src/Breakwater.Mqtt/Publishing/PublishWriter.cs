using System.Buffers;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Publishing;

internal static class PublishWriter
{
    // MQTT 3.1.1 §3.3, MQTT 5.0 §3.3. The topic is written as given: to check it is for who sends, and who tests a server sends anything.
    public static void Write(
        IBufferWriter<byte> output,
        MqttVersion version,
        ReadOnlySpan<byte> topic,
        ReadOnlySpan<byte> payload,
        byte flags,
        ushort packetId,
        in PublishProperties properties)
    {
        bool acknowledged = (flags & 0b0110) != 0;
        int propertiesLength = version == MqttVersion.V500 ? PublishPropertiesWriter.Measure(properties) : 0;
        int variableHeader = sizeof(ushort) + topic.Length + (acknowledged ? sizeof(ushort) : 0);
        variableHeader += version == MqttVersion.V500 ? VariableByteInteger.LengthOf(propertiesLength) + propertiesLength : 0;
        int remaining = checked(variableHeader + payload.Length);
        int headers = 1 + VariableByteInteger.LengthOf(remaining) + variableHeader;

        SpanWriter writer = new(output.GetSpan(headers));
        writer.Byte((byte)(((byte)PacketType.Publish << 4) | flags));
        writer.VariableByteInteger(remaining);
        writer.Binary(topic);
        if (acknowledged)
        {
            writer.UInt16(packetId);
        }

        if (version == MqttVersion.V500)
        {
            writer.VariableByteInteger(propertiesLength);
            PublishPropertiesWriter.Write(ref writer, properties);
        }

        output.Advance(headers);
        output.Write(payload);
    }
}
