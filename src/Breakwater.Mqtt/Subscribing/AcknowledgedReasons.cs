using System.Buffers;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Subscribing;

/// <summary>The list of reason codes that ends a SUBACK or UNSUBACK: a byte each, so no longer than the frame.</summary>
internal static class AcknowledgedReasons
{
    // MQTT 3.1.1 §3.9.3; MQTT 5.0 §3.9.3, §3.11.3. As there is one for each filter, and a filter at least, there is one at least.
    public static bool TryRead(scoped ref FieldReader fields, PacketType packet, MqttVersion version, out ReasonCode[] reasons)
    {
        ReadOnlySequence<byte> codes = fields.Rest;
        reasons = new ReasonCode[codes.Length];
        for (int i = 0; i < reasons.Length; i++)
        {
            _ = fields.TryReadByte(out byte code);
            reasons[i] = (ReasonCode)code;
            if (!ReasonCodeRules.IsAllowed(packet, reasons[i]) || (version != MqttVersion.V500 && !IsReturnCode(code)))
            {
                return false;
            }
        }

        return reasons.Length > 0;
    }

    public static void Write(FieldWriter body, MqttVersion version, ReadOnlySpan<ReasonCode> reasons)
    {
        foreach (ReasonCode reason in reasons)
        {
            byte code = (byte)reason;
            body.Byte(version == MqttVersion.V500 || IsReturnCode(code) ? code : (byte)ReasonCode.UnspecifiedError);
        }
    }

    // MQTT 3.1.1 §3.9.3: 0, 1, 2 and 0x80 are all there is.
    private static bool IsReturnCode(byte code) => code is <= 0x02 or 0x80;
}
