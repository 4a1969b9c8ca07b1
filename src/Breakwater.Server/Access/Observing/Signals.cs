using System.Diagnostics.Metrics;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.Access.Observing;

/// <summary>Where every capability reports what it observed. Detectors will listen here; today a signal is a structured log event and a count.</summary>
public sealed partial class Signals(ILogger<Signals> logger, IMeterFactory meters)
{
    internal static readonly Metric Count = new("breakwater.watch.signals", "{signal}", "Security-relevant observations; [signals](signals.md).", "kind");

    private readonly Counter<long> raised = meters.Create("Breakwater.Watch").CreateCounter<long>(Count.Name, Count.Unit, Count.Meaning);

    /// <summary>Called for each signal, on the thread that raises it; listeners hand over and return at once.</summary>
    public event Action<Signal>? Observed;

    public void Raise(Signal signal)
    {
        Observed?.Invoke(signal);
        raised.Add(1, new KeyValuePair<string, object?>("kind", signal.Kind.ToString()));
        if (logger.IsEnabled(LogLevel.Warning))
        {
            var detail = Shorten(signal.Detail);
            Raised(logger, signal.Kind, Tell(signal, detail), signal.Principal, signal.Device, signal.Remote, signal.WayIn, detail);
        }
    }

    /// <summary>What is known, and nothing of what is not.</summary>
    private static string Tell(Signal signal, string? detail)
    {
        string?[] parts =
        [
            signal.Principal is { Length: > 0 } principal ? $"principal {principal}" : null,
            signal.Device is { Length: > 0 } device ? $"device {device}" : null,
            signal.Remote is { Length: > 0 } remote ? $"from {remote}" : null,
            $"at {signal.WayIn}",
        ];
        return string.Join(", ", parts.OfType<string>()) + (detail is { Length: > 0 } ? $": {detail}" : "");
    }

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

    /// <summary>Whoever reads events by machine needs each part as a value. One that the message does not name is named as its parameter is, so these are capitals.</summary>
#pragma warning disable SYSLIB1015 // The message does not name them, on purpose.
    [LoggerMessage(3000, LogLevel.Warning, "Signal {Kind}: {Circumstances}")]
    private static partial void Raised(
        ILogger logger, SignalKind kind, string circumstances, string? Principal, string? Device, string? Remote, string WayIn, string? Detail);
#pragma warning restore SYSLIB1015
}
