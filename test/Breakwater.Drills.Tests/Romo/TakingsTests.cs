using Breakwater.Drills.Romo.Evidence;

namespace Breakwater.Drills.Tests.Romo;

public sealed class TakingsTests
{
    private const string One = "02d5000000000000000000000000000a";
    private const string Two = "02d5000000000000000000000000000b";

    [Theory]
    [InlineData($"/v1/devices/{One}", "")]
    [InlineData($"/v1/devices/{One}/twin", "{}")]
    [InlineData($"/v1/devices/{One}?x=1", "")]
    [InlineData("/v1/devices?limit=5", $$"""{"items":[{"id":"{{One}}","serial":"s","model":"m","state":"active","connected":false}]}""")]
    public void Observe_AnswerAboutARobot_IsATaking(string path, string body)
    {
        var takings = new Takings();
        takings.Observe(path, body);
        Assert.Equal([One], takings.Devices.Select(d => d.ToString()));
    }

    [Theory]
    [InlineData("/openapi/v1.json", One)]
    [InlineData($"/v2/devices/{Two}", "")]
    [InlineData("/v1/devices", "not json")]
    public void Observe_AnswerAboutNone_IsNone(string path, string body)
    {
        var takings = new Takings();
        takings.Observe(path, body);
        Assert.Empty(takings.Devices);
    }
}
