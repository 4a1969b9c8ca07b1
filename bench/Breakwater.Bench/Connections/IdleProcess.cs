using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Breakwater.Bench.Connections;

/// <summary>The process that holds the idle connections, so that their work disturbs no latency measured in this one.</summary>
internal sealed class IdleProcess : IAsyncDisposable
{
    private static readonly TimeSpan FillTimeout = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly Task reading;
    private IdleState state = new(0, 0, 0, 0);

    public IdleProcess(IPEndPoint endpoint, int count)
    {
        process = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["exec", typeof(IdleProcess).Assembly.Location, "idle", "--endpoint", endpoint.ToString(), "--count", $"{count}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("The process for the idle connections did not start.");
        reading = ReadAsync();
    }

    public IdleState State => Volatile.Read(ref state);

    /// <summary>Waits until this many have been opened, whether the server has kept them or not.</summary>
    public async Task UntilOpenedAsync(int count, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (State.Opened < count)
        {
            if (reading.IsCompleted || TimeProvider.System.GetElapsedTime(started) > FillTimeout)
            {
                throw new InvalidOperationException($"Only {State.Opened} of {count} idle connections could be opened.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        await reading;
        process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            Volatile.Write(ref state, JsonSerializer.Deserialize<IdleState>(line)!);
        }
    }
}
