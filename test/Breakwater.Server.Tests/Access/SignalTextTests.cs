using Breakwater.Server.Access.Observing;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Breakwater.Server.Tests.Access;

public sealed class SignalTextTests
{
    [Theory]
    [InlineData("owner:1", "00ff", "127.0.0.1", "no key", "Signal WeakKey: principal owner:1, device 00ff, from 127.0.0.1, at CONNECT: no key")]
    [InlineData("owner:1", "00ff", "127.0.0.1", null, "Signal WeakKey: principal owner:1, device 00ff, from 127.0.0.1, at CONNECT")]
    [InlineData(null, null, "127.0.0.1", "no key", "Signal WeakKey: from 127.0.0.1, at CONNECT: no key")]
    [InlineData(null, null, null, null, "Signal WeakKey: at CONNECT")]
    [InlineData("", "", "", "", "Signal WeakKey: at CONNECT")]
    public void Raise_TellsWhatIsKnown_AndKeepsTheValues(string? principal, string? device, string? remote, string? detail, string message)
    {
        using var log = new LogWatch();
        using var services = new ServiceCollection().AddMetrics().AddLogging(logging => logging.AddProvider(log)).AddSingleton<Signals>().BuildServiceProvider();
        services.GetRequiredService<Signals>().Raise(new Signal(SignalKind.WeakKey, principal, device, remote, "CONNECT", detail));
        var told = Assert.Single(log.Events);
        Assert.Equal(message, told.Message);
        Assert.Equal(
            ["WeakKey", principal, device, remote, "CONNECT", detail],
            [told["Kind"], told["Principal"], told["Device"], told["Remote"], told["WayIn"], told["Detail"]]);
    }
}
