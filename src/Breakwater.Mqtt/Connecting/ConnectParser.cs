using System.Buffers;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Connecting;

internal static class ConnectParser
{
    // MQTT 3.1.1 §3.1, MQTT 5.0 §3.1
    public static ParseStatus Parse(in MqttFrame frame, ParserLimits limits, out ConnectPacket? packet)
    {
        packet = null;
        FieldReader fields = new(frame.Body);
        if (frame.Type != PacketType.Connect)
        {
            return ParseStatus.Malformed;
        }

        ParseStatus status = ReadVersion(ref fields, out MqttVersion version);
        if (status != ParseStatus.Ok)
        {
            return status;
        }

        if (!fields.TryReadByte(out byte flagsByte) || !fields.TryReadUInt16(out ushort keepAlive))
        {
            return ParseStatus.Malformed;
        }

        ConnectFlags flags = new(flagsByte);
        if (!flags.AreValid(version))
        {
            return ParseStatus.Malformed;
        }

        ConnectPacket connect = new() { Version = version, CleanStart = flags.CleanStart, KeepAlive = keepAlive };
        if (version == MqttVersion.V500)
        {
            status = ConnectProperties.Read(ref fields, limits, ref connect);
        }

        if (status == ParseStatus.Ok)
        {
            status = ConnectPayload.Read(ref fields, flags, limits, ref connect);
        }

        packet = status == ParseStatus.Ok ? connect : null;
        return status;
    }

    // §3.1.2.1, §3.1.2.2. MQTT 3.1 called itself MQIsdp.
    private static ParseStatus ReadVersion(scoped ref FieldReader fields, out MqttVersion version)
    {
        version = default;
        if (!fields.TryReadText(out ReadOnlySequence<byte> name) || !fields.TryReadByte(out byte level))
        {
            return ParseStatus.Malformed;
        }

        Span<byte> text = stackalloc byte[6];
        int length = (int)Math.Min(name.Length, text.Length);
        name.Slice(0, length).CopyTo(text);
        text = text[..length];
        version = (MqttVersion)level;
        return (name.Length, level) switch
        {
            (4, 4 or 5) when text.SequenceEqual("MQTT"u8) => ParseStatus.Ok,
            (4, _) when text.SequenceEqual("MQTT"u8) => ParseStatus.UnsupportedProtocolVersion,
            (6, _) when text.SequenceEqual("MQIsdp"u8) => ParseStatus.UnsupportedProtocolVersion,
            _ => ParseStatus.UnacceptableProtocol,
        };
    }
}
