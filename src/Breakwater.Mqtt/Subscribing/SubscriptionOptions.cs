using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Topics;

namespace Breakwater.Mqtt.Subscribing;

/// <summary>The options byte behind a filter (MQTT 3.1.1 §3.8.3, MQTT 5.0 §3.8.3.1).</summary>
internal static class SubscriptionOptions
{
    private const int NoLocalBit = 0b0000_0100;
    private const int RetainAsPublishedBit = 0b0000_1000;
    private const int RetainHandlingShift = 4;

    public static ParseStatus Read(byte options, MqttVersion version, string filter, out SubscriptionRequest request)
    {
        request = new SubscriptionRequest(
            filter,
            (QualityOfService)(options & 3),
            (options & NoLocalBit) != 0,
            (options & RetainAsPublishedBit) != 0,
            (RetainHandling)((options >> RetainHandlingShift) & 3));

        // [MQTT-3.8.3-5] of 5.0, [MQTT-3-8.3-4] of 3.1.1: reserved bits.
        int reserved = version == MqttVersion.V500 ? 0b1100_0000 : 0b1111_1100;
        if ((options & reserved) != 0)
        {
            return ParseStatus.Malformed;
        }

        return request.QualityOfService > QualityOfService.ExactlyOnce || request.RetainHandling > RetainHandling.DoNotSend
            ? ParseStatus.ProtocolError
            : CheckFilter(request, version);
    }

    public static byte Write(in SubscriptionRequest request, MqttVersion version)
    {
        int options = (int)request.QualityOfService;
        if (version == MqttVersion.V500)
        {
            options |= request.NoLocal ? NoLocalBit : 0;
            options |= request.RetainAsPublished ? RetainAsPublishedBit : 0;
            options |= (int)request.RetainHandling << RetainHandlingShift;
        }

        return (byte)options;
    }

    // §4.7.1; 5.0 §4.8.2 [MQTT-4.8.2-1], [MQTT-4.8.2-2]; no local on a shared one is a protocol error [MQTT-3.8.3-4].
    private static ParseStatus CheckFilter(in SubscriptionRequest request, MqttVersion version)
    {
        bool shared = version == MqttVersion.V500 && TopicFilter.HasSharePrefix(request.Filter);
        bool valid = shared
            ? TopicFilter.IsShared(request.Filter, out _, out _) && !request.NoLocal
            : TopicFilter.IsValid(request.Filter);
        return valid ? ParseStatus.Ok : ParseStatus.ProtocolError;
    }
}
