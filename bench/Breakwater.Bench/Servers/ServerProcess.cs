using System.Diagnostics;

namespace Breakwater.Bench.Servers;

/// <summary>A server that runs for one bench, and dies with it. Its data is thrown away, so it is killed rather than asked.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int KeptErrorLines = 20;

    private readonly Process process;
    private readonly Queue<string> errors = new();

    private ServerProcess(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public StreamReader Output => process.StandardOutput;

    public static ServerProcess Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ServerProcess(Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start."));
    }

    /// <summary>Why it cannot be used, with the last lines that it wrote to its standard error.</summary>
    public async Task<InvalidOperationException> FailureAsync(string what)
    {
        await StopAsync();
        lock (errors)
        {
            return new InvalidOperationException($"{what}\n{string.Join('\n', errors)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process.Dispose();
    }

    private async Task StopAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync(CancellationToken.None);
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (errors)
        {
            errors.Enqueue(line);
            if (errors.Count > KeptErrorLines)
            {
                errors.Dequeue();
            }
        }
    }
}
