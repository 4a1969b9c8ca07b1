using System.Buffers;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Subscribing;

internal static class UnsubscribeWriter
{
    // MQTT 3.1.1 §3.10, MQTT 5.0 §3.10
    public static void Write(IBufferWriter<byte> output, MqttVersion version, UnsubscribePacket unsubscribe)
    {
        FieldWriter body = new();
        body.UInt16(unsubscribe.PacketId);
        if (version == MqttVersion.V500)
        {
            ExplanationProperties.Write(body, null, unsubscribe.UserProperties);
        }

        foreach (string filter in unsubscribe.Filters)
        {
            body.Text(filter);
        }

        body.WriteFrame(output, ((byte)PacketType.Unsubscribe << 4) | 0b0010);
    }
}
