using System.Threading.Channels;

namespace Breakwater.Drills.Processes;

/// <summary>
/// The lines of a process's input. A console's reader blocks its caller and cannot be cancelled, so it is read on a thread of its own,
/// which ends with the input or the process.
/// </summary>
internal sealed class InputLines
{
    /// <summary>Commands that wait; whoever sends more waits too.</summary>
    private const int Capacity = 16;

    private readonly Channel<string> lines = Channel.CreateBounded<string>(Capacity);

    public InputLines(TextReader input) => _ = Task.Factory.StartNew(() => ReadAsync(input), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The next line; null at the end of the input.</summary>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken) =>
        await lines.Reader.WaitToReadAsync(cancellationToken) && lines.Reader.TryRead(out var line) ? line : null;

    private async Task ReadAsync(TextReader input)
    {
        try
        {
            while (await input.ReadLineAsync() is { } line)
            {
                await lines.Writer.WriteAsync(line);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The parent is gone.
        }

        lines.Writer.TryComplete();
    }
}
