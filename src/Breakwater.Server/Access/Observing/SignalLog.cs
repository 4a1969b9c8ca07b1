using System.Net;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.Access.Observing;

/// <summary>
/// Tells signals to the log so that none is unseen and no flood fills the disk: the first of its kind and source at once, those that follow within a minute as one
/// line with their number and the last of them. What the <see cref="Coalescer"/> does for entries, without waiting for anything.
/// </summary>
internal sealed partial class SignalLog : IDisposable
{
    /// <summary>How long signals that are alike are counted. Source: as <see cref="Ledger.Basics.LedgerOptions.CoalescingWindow"/>, so that log and ledger agree.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Pairs of kind and source that are told apart in a window, of those whom a credential names and of the others; what is more is counted together, by kind. 256 are at most
    /// two lines each a minute: some 4 KB a second, whatever an attacker sends.
    /// </summary>
    internal const int MostSources = 256;

    /// <summary>In the place of the source of what is counted together.</summary>
    private const string Many = "many";

    private readonly Lock gate = new();
    private readonly Dictionary<Source, Repeats> named = [];
    private readonly Dictionary<Source, Repeats> anonymous = [];
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private bool isClosed;

    public SignalLog(ILogger logger, TimeProvider time)
    {
        this.logger = logger;
        this.time = time;
        var step = new GuardedStep(exception => NotTold(logger, exception));
        timer = time.CreateTimer(_ => step.TryRun(() => Flush(all: false)), null, Window / 4, Window / 4);
    }

    /// <param name="signal">Shortened: the last of its kind and source is kept.</param>
    public void Tell(Signal signal)
    {
        lock (gate)
        {
            if (!isClosed && IsRepeated(signal))
            {
                return;
            }
        }

        Raised(logger, signal.Kind, Describe(signal), signal.Principal, signal.Device, signal.Remote, signal.WayIn, signal.Detail);
    }

    /// <summary>What was counted is told, and from now on each at once.</summary>
    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            isClosed = true;
        }

        Flush(all: true);
    }

    /// <summary>One customer's part of the address space, where no credential says who it is.</summary>
    internal static string? SourceOf(Signal signal) =>
        signal.Principal is { Length: > 0 } principal ? principal
        : IPEndPoint.TryParse(signal.Remote ?? "", out var endpoint) ? Coalescer.Network(Origin.Plain(endpoint.Address).ToString())
        : null;

    /// <summary>Counts it, unless it is the first.</summary>
    private bool IsRepeated(Signal signal)
    {
        var table = signal.Principal is { Length: > 0 } ? named : anonymous;
        var source = new Source(signal.Kind, SourceOf(signal));
        if (!table.TryGetValue(source, out var repeats) && table.Count >= MostSources)
        {
            source = source with { Who = Many };
            table.TryGetValue(source, out repeats);
        }

        if (repeats is null)
        {
            table[source] = new Repeats(time.GetTimestamp());
            return false;
        }

        repeats.Number++;
        repeats.Last = signal;
        return true;
    }

    private void Flush(bool all)
    {
        List<(Source Source, Signal Last, long Number)> due = [];
        lock (gate)
        {
            Collect(named, all, due);
            Collect(anonymous, all, due);
        }

        foreach (var (source, last, number) in due)
        {
            Repeated(logger, source.Kind, number, source.Who ?? "somebody", Describe(last), last.Principal, last.Device, last.Remote, last.WayIn, last.Detail);
        }
    }

    /// <summary>A window in which none came is the last of its source.</summary>
    private void Collect(Dictionary<Source, Repeats> table, bool all, List<(Source Source, Signal Last, long Number)> due)
    {
        foreach (var (source, repeats) in table)
        {
            if (!all && time.GetElapsedTime(repeats.Since) < Window)
            {
                continue;
            }

            if (repeats.Last is { } last)
            {
                due.Add((source, last, repeats.Number));
                (repeats.Since, repeats.Last, repeats.Number) = (time.GetTimestamp(), null, 0);
            }
            else
            {
                table.Remove(source);
            }
        }
    }

    /// <summary>What is known, and nothing of what is not.</summary>
    private static string Describe(Signal signal)
    {
        string?[] parts =
        [
            signal.Principal is { Length: > 0 } principal ? $"principal {principal}" : null,
            signal.Device is { Length: > 0 } device ? $"device {device}" : null,
            signal.Remote is { Length: > 0 } remote ? $"from {remote}" : null,
            $"at {signal.WayIn}",
        ];
        return string.Join(", ", parts.OfType<string>()) + (signal.Detail is { Length: > 0 } detail ? $": {detail}" : "");
    }

    /// <summary>Whoever reads events by machine needs each part as a value. One that the message does not name is named as its parameter is, so these are capitals.</summary>
#pragma warning disable SYSLIB1015 // The message does not name them, on purpose.
    [LoggerMessage(3000, LogLevel.Warning, "Signal {Kind}: {Circumstances}")]
    private static partial void Raised(
        ILogger logger, SignalKind kind, string circumstances, string? Principal, string? Device, string? Remote, string WayIn, string? Detail);

    [LoggerMessage(3001, LogLevel.Warning, "Signal {Kind}: {Count} more from {Source}, the last: {Circumstances}")]
    private static partial void Repeated(
        ILogger logger, SignalKind kind, long count, string source, string circumstances, string? Principal, string? Device, string? Remote, string WayIn, string? Detail);
#pragma warning restore SYSLIB1015

    [LoggerMessage(3002, LogLevel.Error, "Some signals that were counted could not be told; each is in the metrics")]
    private static partial void NotTold(ILogger logger, Exception exception);

    private readonly record struct Source(SignalKind Kind, string? Who);

    /// <param name="since">When its window began.</param>
    private sealed class Repeats(long since)
    {
        public long Since { get; set; } = since;

        public long Number { get; set; }

        public Signal? Last { get; set; }
    }
}
