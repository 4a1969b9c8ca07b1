using System.Text;
using Breakwater.Mqtt.Topics;

namespace Breakwater.Mqtt.Tests;

public class TopicNameTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("/", true)]
    [InlineData("a//b/", true)]
    [InlineData("$SYS/x", true)]
    [InlineData("é😀", true)]
    [InlineData("", false)]
    [InlineData("a/+", false)]
    [InlineData("a#", false)]
    [InlineData("a\0", false)]
    public void IsValid_Text_IsTheSameOfBothForms(string topic, bool expected)
    {
        Assert.Equal(expected, TopicName.IsValid(topic));
        Assert.Equal(expected, TopicName.IsValid(Encoding.UTF8.GetBytes(topic)));
    }

    [Fact]
    public void IsValid_LoneSurrogate_IsNot()
    {
        Assert.False(TopicName.IsValid("a\uD800"));
        Assert.False(TopicName.IsValid("\uDC00\uD800"));
        Assert.False(TopicFilter.IsValid("a/\uD800/#"));
    }

    [Theory]
    [InlineData('a', 65_535, true)]
    [InlineData('a', 65_536, false)]
    [InlineData('é', 32_767, true)]
    [InlineData('é', 32_768, false)]
    public void IsValid_Length_IsCountedInBytes(char letter, int count, bool expected)
    {
        string topic = new(letter, count);
        Assert.Equal(expected, TopicName.IsValid(topic));
        Assert.Equal(expected, TopicName.IsValid(Encoding.UTF8.GetBytes(topic)));
        Assert.Equal(expected, TopicFilter.IsValid(topic));
    }
}
