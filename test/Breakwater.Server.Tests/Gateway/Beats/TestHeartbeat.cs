using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Breakwater.Server.Gateway.Beats;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Gateway.Beats;

/// <summary>A heartbeat whose clock the test turns, with what it logs and counts.</summary>
internal sealed class TestHeartbeat : IAsyncDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener meters = new();
    private readonly ILoggerFactory loggers;

    /// <param name="log">Besides <see cref="Log"/>.</param>
    public TestHeartbeat(FakeTimeProvider time, IHeartbeatHandler[] handlers, ILoggerProvider? log = null)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            Counted.AddOrUpdate($"{instrument.Name[(instrument.Name.LastIndexOf('.') + 1)..]} {(tags.Length > 0 ? tags[0].Value : "")}".TrimEnd(), value, (_, sum) => sum + value));
        meters.Start();
        loggers = LoggerFactory.Create(logging =>
        {
            logging.AddProvider(Log);
            if (log is not null)
            {
                logging.AddProvider(log);
            }
        });
        Beating = new Heartbeat(handlers, new HeartbeatMetrics(factory), time, loggers.CreateLogger<Heartbeat>());
    }

    public Heartbeat Beating { get; }

    public LogWatch Log { get; } = new();

    /// <summary>By the last part of the instrument's name and its tag.</summary>
    public ConcurrentDictionary<string, long> Counted { get; } = [];

    public IEnumerable<LogEvent> Failures => Log.Events.Where(e => e.Id.Id == 6020);

    public IEnumerable<LogEvent> Warnings => Log.Events.Where(e => e.Id.Id == 6021);

    public async ValueTask DisposeAsync()
    {
        await Beating.DisposeAsync();
        meters.Dispose();
        loggers.Dispose();
        Log.Dispose();
        await services.DisposeAsync();
    }
}
