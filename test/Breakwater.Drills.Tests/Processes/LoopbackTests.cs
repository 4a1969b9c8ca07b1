using Breakwater.Drills.Processes;

namespace Breakwater.Drills.Tests.Processes;

public sealed class LoopbackTests
{
    [Theory]
    [InlineData("192.0.2.1:8883")]
    [InlineData("0.0.0.0:8883")]
    [InlineData("[2001:db8::1]:8883")]
    [InlineData("example.com:8883")]
    public void Parse_NotThisMachine_Throws(string address) => Assert.Throws<ArgumentException>(() => Loopback.Parse(address));

    [Fact]
    public void Parse_Loopback_GivesHostAndPort() => Assert.Equal(("127.0.0.1", 8883), Loopback.Parse("127.0.0.1:8883"));
}
