using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Breakwater.Server.Tests.Enrollment;

/// <summary>Keeps every log event, since signals are log events.</summary>
internal sealed class EventCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<(int Id, string Text)> events = [];

    public string[] Signals => [.. events.Where(e => e.Id == 3000).Select(e => e.Text)];

    public string[] All => [.. events.Select(e => e.Text)];

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
