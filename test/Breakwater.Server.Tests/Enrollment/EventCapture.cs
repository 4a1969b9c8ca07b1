using System.Collections.Concurrent;
using Breakwater.Server.Access.Observing;
using Microsoft.Extensions.Logging;

namespace Breakwater.Server.Tests.Enrollment;

/// <summary>Keeps every log event, and every signal, of which the log tells one of many.</summary>
internal sealed class EventCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<(int Id, string Text)> events = [];
    private readonly ConcurrentQueue<string> signals = [];

    public string[] Signals => [.. signals];

    public string[] All => [.. events.Select(e => e.Text)];

    public void Observe(Signal signal) => signals.Enqueue($"{signal.Kind} {signal.Device} at {signal.WayIn}: {signal.Detail}");

    public ILogger CreateLogger(string categoryName) => new Logger(events);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<(int Id, string Text)> events) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            events.Enqueue((eventId.Id, formatter(state, exception)));
    }
}
