using Breakwater.Cli.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Breakwater.Server.Tests.Cli;

public sealed class ServerLoggingTests
{
    [Fact]
    public void Text_HasTheTimeOfEachEvent_Rfc3339() => Assert.Matches(@"^2026-11-26T06:00:00Z $", Stamp<SimpleConsoleFormatterOptions>(json: false));

    [Fact]
    public void Json_HasTheTimeOfEachEvent_Rfc3339() => Assert.Matches(@"^2026-11-26T06:00:00\.250Z$", Stamp<JsonConsoleFormatterOptions>(json: true));

    private static string Stamp<T>(bool json)
        where T : ConsoleFormatterOptions
    {
        using var services = new ServiceCollection().AddLogging(ServerLogging.For(json)).BuildServiceProvider();
        var options = services.GetRequiredService<IOptionsMonitor<T>>().CurrentValue;
        Assert.True(options.UseUtcTimestamp);
        return new DateTimeOffset(2026, 11, 26, 6, 0, 0, 250, TimeSpan.Zero).ToString(options.TimestampFormat);
    }
}
