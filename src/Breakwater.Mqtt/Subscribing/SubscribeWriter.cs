using System.Buffers;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Subscribing;

internal static class SubscribeWriter
{
    // MQTT 3.1.1 §3.8, MQTT 5.0 §3.8
    public static void Write(IBufferWriter<byte> output, MqttVersion version, SubscribePacket subscribe)
    {
        FieldWriter body = new();
        body.UInt16(subscribe.PacketId);
        if (version == MqttVersion.V500)
        {
            PropertyWriter properties = new();
            properties.VariableByteInteger(PropertyId.SubscriptionIdentifier, subscribe.SubscriptionIdentifier);
            properties.UserProperties(subscribe.UserProperties);
            properties.WriteTo(body);
        }

        foreach (SubscriptionRequest subscription in subscribe.Subscriptions)
        {
            body.Text(subscription.Filter);
            body.Byte(SubscriptionOptions.Write(subscription, version));
        }

        body.WriteFrame(output, ((byte)PacketType.Subscribe << 4) | 0b0010);
    }
}
