using System.Collections.Concurrent;
using Breakwater.Server.Access.Observing;
using Microsoft.Extensions.Logging;

namespace Breakwater.Server.Tests.Hosting.Running;

/// <summary>One log event: what it says, and the values it says it with.</summary>
internal sealed record LogEvent(string Category, EventId Id, LogLevel Level, string Message, IReadOnlyDictionary<string, string?> Values, Exception? Exception)
{
    public string? this[string name] => Values.GetValueOrDefault(name);
}

/// <summary>Everything that a server logs. A wait is armed before what triggers it.</summary>
internal sealed class LogWatch : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEvent> events = new();
    private readonly ConcurrentDictionary<Armed, byte> waits = new();

    public IReadOnlyCollection<LogEvent> Events => events;

    /// <summary>The next event of this kind of signal, of this device if one is named.</summary>
    public Task<LogEvent> NextSignalAsync(SignalKind kind, string? device = null) => NextAsync(
        e => e.Id.Id == 3000 && e["Kind"] == kind.ToString() && (device is null || e["Device"] == device || e["Detail"]?.Contains(device) == true),
        $"signal {kind}");

    public Task<LogEvent> NextAsync(Func<LogEvent, bool> matches, string what)
    {
        var armed = new Armed(matches);
        waits.TryAdd(armed, 0);
        return Wait.ForAsync(armed.Arrived.Task, what);
    }

    public IEnumerable<LogEvent> Signals(string device) => events.Where(e => e.Id.Id == 3000 && (e["Device"] == device || e["Principal"] == $"device:{device}"));

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose()
    {
    }

    private void Add(LogEvent happened)
    {
        events.Enqueue(happened);
        foreach (var (armed, _) in waits)
        {
            if (armed.Matches(happened) && waits.TryRemove(armed, out _))
            {
                armed.Arrived.TrySetResult(happened);
            }
        }
    }

    private sealed record Armed(Func<LogEvent, bool> Matches)
    {
        public TaskCompletionSource<LogEvent> Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Equals(Armed? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }

    private sealed class Writer(LogWatch watch, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = new Dictionary<string, string?>();
            if (state is IReadOnlyList<KeyValuePair<string, object?>> pairs)
            {
                foreach (var (name, value) in pairs)
                {
                    values[name] = value?.ToString();
                }
            }

            watch.Add(new LogEvent(category, eventId, logLevel, formatter(state, exception), values, exception));
        }
    }
}
