namespace Breakwater.Mqtt.Topics;

/// <summary>Inclusion of one filter's topics in another's. A filter is a list of levels, each a literal or <c>+</c>, open-ended or not;
/// because literals are unbounded, inclusion holds exactly when it holds level by level.</summary>
internal static class TopicCovering
{
    public static bool Covers(string pattern, string filter)
    {
        TopicLevels<char> patternLevels = new(Longest(pattern));
        TopicLevels<char> filterLevels = new(Longest(filter));
        bool first = true;
        while (patternLevels.TryNext(out ReadOnlySpan<char> allowed))
        {
            if (allowed is "#")
            {
                return true;
            }

            if (!filterLevels.TryNext(out ReadOnlySpan<char> asked) || !CoversLevel(allowed, asked, first))
            {
                return false;
            }

            first = false;
        }

        return filterLevels.AtEnd;
    }

    // Two filters have a parent that no topic is: "#" no levels at all, "/#" the empty text [MQTT-4.7.3-1]. So "+/#" matches what "#" does,
    // "/+/#" what "/#" does, and the spelling with more levels leaves the comparison one case.
    private static string Longest(string filter) => filter switch
    {
        "#" => "+/#",
        "/#" => "/+/#",
        _ => filter,
    };

    // [MQTT-4.7.2-1]: a leading + does not match $-topics, a literal $-level matches nothing else.
    private static bool CoversLevel(ReadOnlySpan<char> allowed, ReadOnlySpan<char> asked, bool first) => allowed is "+"
        ? asked is not "#" && !(first && asked.StartsWith('$'))
        : allowed.SequenceEqual(asked);
}
