using System.Buffers;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Connecting;

internal static class AuthWriter
{
    // MQTT 5.0 §3.15: success without properties has no body (§3.15.2.1).
    public static void Write(IBufferWriter<byte> output, AuthPacket auth)
    {
        FieldWriter body = new();
        bool bare = auth is
        {
            Reason: ReasonCode.Success, AuthenticationMethod: null, AuthenticationData: null, ReasonString: null, UserProperties.Count: 0,
        };
        if (!bare)
        {
            PropertyWriter properties = new();
            properties.Text(PropertyId.AuthenticationMethod, auth.AuthenticationMethod);
            properties.Binary(PropertyId.AuthenticationData, auth.AuthenticationData);
            properties.Text(PropertyId.ReasonString, auth.ReasonString);
            properties.UserProperties(auth.UserProperties);
            body.Byte((byte)auth.Reason);
            properties.WriteTo(body);
        }

        body.WriteFrame(output, (byte)PacketType.Auth << 4);
    }
}
