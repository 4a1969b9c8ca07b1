using System.Diagnostics.Metrics;
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
        using var services = new ServiceCollection().AddMetrics().AddLogging(logging => logging.AddProvider(log)).AddSingleton(TimeProvider.System).AddSingleton<Signals>().BuildServiceProvider();
        services.GetRequiredService<Signals>().Raise(new Signal(SignalKind.WeakKey, principal, device, remote, "CONNECT", detail));
        var told = Assert.Single(log.Events);
        Assert.Equal(message, told.Message);
        Assert.Equal(
            ["WeakKey", principal, device, remote, "CONNECT", detail],
            [told["Kind"], told["Principal"], told["Device"], told["Remote"], told["WayIn"], told["Detail"]]);
    }

    [Fact]
    public async Task Flood_IsFewLines_AllOfThemCounted_AndToldAtTheEnd()
    {
        await using var server = await RunningServer.StartAsync();
        var counted = 0L;
        var meters = server.Server.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "breakwater.watch.signals" && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, number, _, _) => Interlocked.Add(ref counted, number));
        listener.Start();
        for (var i = 0; i < 200; i++)
        {
            using var answer = await server.Doors.Public.GetAsync($"nowhere/{i}", TestContext.Current.CancellationToken);
            Assert.Equal(404, (int)answer.StatusCode);
        }

        Assert.Single(server.Log.Events, e => e.Id.Id == 3000);
        Assert.Equal(200, Interlocked.Read(ref counted));
        await server.RestartAsync();
        Assert.Equal("199", Assert.Single(server.Log.Events, e => e.Id.Id == 3001)["Count"]);
    }
}
