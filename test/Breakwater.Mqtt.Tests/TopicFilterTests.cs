using System.Text;
using Breakwater.Mqtt.Topics;

namespace Breakwater.Mqtt.Tests;

public class TopicFilterTests
{
    // The examples of MQTT 5.0 §4.7.1.2, §4.7.1.3.
    [Theory]
    [InlineData("sport/tennis/#", true)]
    [InlineData("#", true)]
    [InlineData("sport/tennis#", false)]
    [InlineData("sport/tennis/#/ranking", false)]
    [InlineData("+", true)]
    [InlineData("+/tennis/#", true)]
    [InlineData("sport+", false)]
    [InlineData("sport/+/player1", true)]
    [InlineData("/", true)]
    [InlineData("//#", true)]
    [InlineData("", false)]
    [InlineData("++", false)]
    [InlineData("##", false)]
    [InlineData("#/", false)]
    [InlineData("a\0", false)]
    public void IsValid_Filter_FollowsTheGrammar(string filter, bool expected) => Assert.Equal(expected, TopicFilter.IsValid(filter));

    // The examples of MQTT 5.0 §4.7.1.2, §4.7.1.3, §4.7.2.
    [Theory]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/ranking", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [InlineData("sport/#", "sport", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [InlineData("sport/+", "sport", false)]
    [InlineData("sport/+", "sport/", true)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("/+", "/finance", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("#", "$SYS/broker", false)]
    [InlineData("+/monitor/Clients", "$SYS/monitor/Clients", false)]
    [InlineData("$SYS/#", "$SYS/broker", true)]
    [InlineData("$SYS/monitor/+", "$SYS/monitor/Clients", true)]
    [InlineData("a/+", "a/$b", true)]
    [InlineData("ACCOUNTS", "Accounts", false)]
    public void Matches_FilterAndTopic_AsTheSpecificationSays(string filter, string topic, bool expected)
    {
        Assert.Equal(expected, TopicFilter.Matches(filter, topic));
        Assert.Equal(expected, TopicFilter.Matches(filter.AsSpan(), topic));
        Assert.Equal(expected, TopicFilter.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(topic)));
    }

    [Theory]
    [InlineData("#", "a/b", true)]
    [InlineData("#", "+/#", true)]
    [InlineData("+/#", "#", true)]
    [InlineData("/+/#", "/#", true)]
    [InlineData("//#", "/#", false)]
    [InlineData("#", "$SYS/#", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/+/b", true)]
    [InlineData("a/+", "a/#", false)]
    [InlineData("a/+/#", "a/#", false)]
    [InlineData("a/+", "a/", true)]
    [InlineData("a/b", "a/+", false)]
    [InlineData("a", "a/", false)]
    [InlineData("a#", "a#", false)]
    [InlineData("#", "a/#/b", false)]
    public void Covers_PatternAndFilter_IsInclusion(string pattern, string filter, bool expected) =>
        Assert.Equal(expected, TopicFilter.Covers(pattern, filter));

    [Theory]
    [InlineData("$share/g/a/#", "g", "a/#")]
    [InlineData("$share/g//", "g", "/")]
    [InlineData("$share/$g/+", "$g", "+")]
    public void IsShared_SharedFilter_IsTakenApart(string filter, string group, string inner)
    {
        Assert.True(TopicFilter.IsShared(filter, out string? readGroup, out string? readInner));
        Assert.Equal((group, inner), (readGroup, readInner));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("$share")]
    [InlineData("$share/")]
    [InlineData("$share//a")]
    [InlineData("$share/g")]
    [InlineData("$share/g/")]
    [InlineData("$share/+/a")]
    [InlineData("$share/g#/a")]
    [InlineData("$share/g/a#")]
    [InlineData("$SHARE/g/a")]
    public void IsShared_AnythingElse_IsNot(string filter) => Assert.False(TopicFilter.IsShared(filter, out _, out _));
}
