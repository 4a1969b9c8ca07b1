using System.Buffers;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Connecting;

internal static class ConnectWriter
{
    // MQTT 3.1.1 §3.1, MQTT 5.0 §3.1
    public static void Write(IBufferWriter<byte> output, ConnectPacket connect)
    {
        FieldWriter body = new();
        body.Text("MQTT");
        body.Byte((byte)connect.Version);
        body.Byte(FlagsOf(connect));
        body.UInt16(connect.KeepAlive);
        if (connect.Version == MqttVersion.V500)
        {
            ConnectProperties.Write(body, connect);
        }

        body.Text(connect.ClientId);
        if (connect.Will is { } will)
        {
            WriteWill(body, connect.Version, will);
        }

        if (connect.UserName is { } userName)
        {
            body.Text(userName);
        }

        if (connect.Password is { } password)
        {
            body.Binary(password);
        }

        body.WriteFrame(output, (byte)PacketType.Connect << 4);
    }

    private static byte FlagsOf(ConnectPacket connect)
    {
        int flags = connect.CleanStart ? ConnectFlags.CleanStartBit : 0;
        if (connect.Will is { } will)
        {
            flags |= ConnectFlags.WillBit | ((int)will.Qos << ConnectFlags.WillQosShift);
            flags |= will.Retain ? ConnectFlags.WillRetainBit : 0;
        }

        flags |= connect.Password is null ? 0 : ConnectFlags.PasswordBit;
        flags |= connect.UserName is null ? 0 : ConnectFlags.UserNameBit;
        return (byte)flags;
    }

    private static void WriteWill(FieldWriter body, MqttVersion version, WillMessage will)
    {
        if (version == MqttVersion.V500)
        {
            PropertyWriter properties = new();
            properties.UInt32(PropertyId.WillDelayInterval, will.DelayInterval, absent: 0);
            properties.Flag(PropertyId.PayloadFormatIndicator, will.PayloadFormatIndicator);
            properties.UInt32(PropertyId.MessageExpiryInterval, will.MessageExpiryInterval);
            properties.Text(PropertyId.ContentType, will.ContentType);
            properties.Text(PropertyId.ResponseTopic, will.ResponseTopic);
            properties.Binary(PropertyId.CorrelationData, will.CorrelationData);
            properties.UserProperties(will.UserProperties);
            properties.WriteTo(body);
        }

        body.Text(will.Topic);
        body.Binary(will.Payload);
    }
}
