using System.Text;
using Breakwater.Drills.Fleet;
using Breakwater.Drills.Romo.Evidence;

namespace Breakwater.Drills.Tests.Romo;

public sealed class WatchlistTests
{
    private static readonly Watchlist Foreign = new([new("20260001000002", "20260001000002"), new("0123456789abcdef0123456789abcdef", "20260001000002")]);

    [Theory]
    [InlineData("{\"serial\":\"20260001000002\"}")]
    [InlineData("urn:breakwater:device:0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    public void Find_ForeignName_IsSeen(string content) =>
        Assert.Equal("20260001000002", Assert.Single(Foreign.Find(Encoding.UTF8.GetBytes(content), "")).Serial);

    [Theory]
    [InlineData("{\"serial\":\"20260001000001\"}", "")]
    [InlineData("120260001000002", "")]
    [InlineData("20260001000002", "GET /v1/devices/20260001000002")]
    public void Find_OwnOrEchoedName_IsNot(string content, string said) => Assert.Empty(Foreign.Find(Encoding.UTF8.GetBytes(content), said));

    [Fact]
    public void MarkIn_Payload_IsFound() => Assert.Equal("romo-wills-to-others", FleetEvents.MarkIn("{\"mark\":\"romo-wills-to-others\"}"u8));
}
