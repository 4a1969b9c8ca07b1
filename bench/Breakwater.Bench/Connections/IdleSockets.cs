using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Breakwater.Bench.Connections;

/// <summary>
/// TCP connections that never send a byte. One that the server closes is opened again, so that their number stays. Runs in a process of its own
/// (the hidden command <c>idle</c>), which tells how it stands each second and ends when its standard input does.
/// </summary>
internal sealed class IdleSockets(IPEndPoint endpoint, int count)
{
    /// <summary>New connections started in a turn of 5 ms.</summary>
    private const int StartedTogether = 20;

    private int open;
    private long opened;
    private long closed;
    private long failed;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var input = Task.Run(() => Console.In.ReadToEnd(), CancellationToken.None);
        var holders = HoldAsync(stop.Token);
        while (!input.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            var state = new IdleState(Volatile.Read(ref open), Interlocked.Read(ref opened), Interlocked.Read(ref closed), Interlocked.Read(ref failed));
            Console.WriteLine(JsonSerializer.Serialize(state));
            await Task.WhenAny(input, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None));
        }

        await stop.CancelAsync();
        await holders;
        return 0;
    }

    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        var holders = new List<Task>(count);
        for (var i = 0; i < count && !cancellationToken.IsCancellationRequested; i++)
        {
            holders.Add(HoldOneAsync(cancellationToken));
            if (i % StartedTogether == StartedTogether - 1)
            {
                await Pause(5);
            }
        }

        await Task.WhenAll(holders);
    }

    private async Task HoldOneAsync(CancellationToken cancellationToken)
    {
        var nothing = new byte[1];
        while (!cancellationToken.IsCancellationRequested)
        {
            using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            var connected = false;
            try
            {
                await socket.ConnectAsync(endpoint, cancellationToken);
                connected = true;
                Interlocked.Increment(ref open);
                Interlocked.Increment(ref opened);
                await socket.ReceiveAsync(nothing, cancellationToken);
                Interlocked.Increment(ref closed);
            }
            catch (SocketException)
            {
                Interlocked.Increment(ref connected ? ref closed : ref failed);
                await Pause(100);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            finally
            {
                Interlocked.Add(ref open, connected ? -1 : 0);
            }
        }
    }

    private static Task Pause(int milliseconds) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, CancellationToken.None);
}
