using System.Numerics;

namespace Breakwater.Mqtt.Topics;

internal static class TopicMatching
{
    // §4.7.1.2, §4.7.1.3, §4.7.2
    public static bool Matches<T>(ReadOnlySpan<T> filter, ReadOnlySpan<T> topic)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (filter.IsEmpty || topic.IsEmpty || (StartsWithWildcard(filter) && topic[0] == T.CreateTruncating('$')))
        {
            return false;
        }

        TopicLevels<T> filterLevels = new(filter);
        TopicLevels<T> topicLevels = new(topic);
        while (filterLevels.TryNext(out ReadOnlySpan<T> wanted))
        {
            // # stands for the parent as well, so it is looked at before the topic is found to have ended.
            if (filterLevels.AtEnd && TopicLevels<T>.IsSingle(wanted, '#'))
            {
                return true;
            }

            if (!topicLevels.TryNext(out ReadOnlySpan<T> level)
                || (!TopicLevels<T>.IsSingle(wanted, '+') && !wanted.SequenceEqual(level)))
            {
                return false;
            }
        }

        return topicLevels.AtEnd;
    }

    // [MQTT-4.7.2-1]
    private static bool StartsWithWildcard<T>(ReadOnlySpan<T> filter)
        where T : unmanaged, IBinaryInteger<T> =>
        filter[0] == T.CreateTruncating('+') || filter[0] == T.CreateTruncating('#');
}
