using System.Diagnostics.Metrics;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.Access.Observing;

/// <summary>Where every capability reports what it observed. Detectors will listen here; today a signal is a structured log event, counted where it comes in floods, and a count.</summary>
public sealed class Signals(ILogger<Signals> logger, IMeterFactory meters, TimeProvider time) : IDisposable
{
    internal static readonly Metric Count = new("breakwater.watch.signals", "{signal}", "Security-relevant observations; [signals](signals.md).", "kind");

    private readonly SignalLog log = new(logger, time);
    private readonly Counter<long> raised = meters.Create("Breakwater.Watch").CreateCounter<long>(Count.Name, Count.Unit, Count.Meaning);

    /// <summary>Called for each signal, on the thread that raises it; listeners hand over and return at once.</summary>
    public event Action<Signal>? Observed;

    public void Raise(Signal signal)
    {
        // Whoever listens keeps it for a while, and a topic may have 64 KB.
        signal = signal with { Detail = Shorten(signal.Detail) };
        Observed?.Invoke(signal);
        raised.Add(1, new KeyValuePair<string, object?>("kind", signal.Kind.ToString()));
        if (logger.IsEnabled(LogLevel.Warning))
        {
            log.Tell(signal);
        }
    }

    /// <summary>What was counted and not told is told.</summary>
    public void Dispose() => log.Dispose();

    /// <summary>Attackers choose this text: bounded, and without control characters, so that it cannot forge a log line.</summary>
    internal static string? Shorten(string? detail)
    {
        if (detail is null)
        {
            return null;
        }

        var kept = detail.AsSpan(0, Math.Min(detail.Length, Signal.LongestDetail));
        return string.Create(kept.Length, kept, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '\uFFFD' : source[i];
            }
        });
    }
}
