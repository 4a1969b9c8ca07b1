using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Topics;
using Breakwater.Server.Access.Observing;

namespace Breakwater.Server.Gateway.Topics;

/// <summary>What a refused topic or filter looks like.</summary>
internal static class TopicSuspicion
{
    public static SignalKind Of(string topic, bool foreignBinding)
    {
        if (TopicFilter.IsShared(topic, out _, out _) || topic.StartsWith("$share/", StringComparison.Ordinal))
        {
            return SignalKind.SharedSubscription;
        }

        if (topic.StartsWith('$'))
        {
            return SignalKind.SystemTopic;
        }

        if (topic is "#" or "+" || topic.StartsWith("+/", StringComparison.Ordinal) || topic.EndsWith("/#", StringComparison.Ordinal))
        {
            return SignalKind.WildcardTopic;
        }

        return foreignBinding || NamesADevice(topic) ? SignalKind.ForeignTopic : SignalKind.TopicOutsideProfile;
    }

    /// <summary>A level that has the form of a device id (32 hexadecimal digits) or of a serial number (a run of at least 8 digits).</summary>
    private static bool NamesADevice(string topic)
    {
        foreach (var level in topic.Split('/'))
        {
            if (DeviceId.TryParse(level, out _))
            {
                return true;
            }

            var run = 0;
            foreach (var c in level)
            {
                run = char.IsAsciiDigit(c) ? run + 1 : 0;
                if (run >= 8)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
