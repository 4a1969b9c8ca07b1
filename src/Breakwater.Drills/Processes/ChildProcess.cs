using System.Diagnostics;
using System.Globalization;

namespace Breakwater.Drills.Processes;

/// <summary>A process that belongs to the drill: it is ended with it, whatever happens.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>The last lines that a child wrote to its error output, for the message when it fails.</summary>
    private const int KeptErrorLines = 20;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly string name;
    private readonly TimeProvider time;
    private readonly Queue<string> errors = new();
    private readonly Lock gate = new();

    private ChildProcess(Process process, string name, TimeProvider time)
    {
        this.process = process;
        this.name = name;
        this.time = time;
    }

    /// <exception cref="System.ComponentModel.Win32Exception">The executable cannot be started.</exception>
    public static ChildProcess Start(string name, ChildCommand command, IEnumerable<string> arguments, TimeProvider time)
    {
        var start = new ProcessStartInfo(command.FileName, [.. command.Arguments, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"The {name} process did not start.");
        var child = new ChildProcess(process, name, time);
        process.ErrorDataReceived += (_, line) => child.KeepError(line.Data);
        process.BeginErrorReadLine();
        return child;
    }

    /// <exception cref="ChildFailedException">The child has ended.</exception>
    public async Task<string> ReadLineAsync(CancellationToken cancellationToken) =>
        await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw Failed("ended.");

    public async Task WriteLineAsync(string line)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(line);
            await process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            throw Failed("does not listen any more.");
        }
    }

    public ChildFailedException Failed(string problem)
    {
        lock (gate)
        {
            return new ChildFailedException($"The {name} process {problem}{string.Concat(errors.Select(line => Environment.NewLine + "  " + line))}");
        }
    }

    /// <summary>Bytes; 0 where the system does not say.</summary>
    public long PeakMemory() => ProcessMemory.Peak(process.Id);

    /// <summary>Without a word, as a crash would (SIGKILL); completes when it is gone.</summary>
    public Task KillAsync(CancellationToken cancellationToken)
    {
        process.Kill(entireProcessTree: true);
        return process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Reads what it still says and waits for its end; after a while it is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit, time);
        try
        {
            process.StandardInput.Close();
            if (OperatingSystem.IsWindows())
            {
                process.Kill(entireProcessTree: true);
            }
            else
            {
                using var signal = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {process.Id}")]);
                await signal.WaitForExitAsync(limit.Token);
            }

            await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException or IOException)
        {
            // Killed below.
        }

        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private void KeepError(string? line)
    {
        lock (gate)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                errors.Enqueue(line);
                if (errors.Count > KeptErrorLines)
                {
                    errors.Dequeue();
                }
            }
        }
    }
}
