using System.Buffers.Binary;
using System.Net.Sockets;
using Breakwater.Bench.Servers;

namespace Breakwater.Bench.Paired.Sides;

/// <summary>Reads a server that runs with a <see cref="RuntimeProbe"/>.</summary>
internal sealed class ServerMeter : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private readonly Socket probe;
    private readonly byte[] answer = new byte[RuntimeProbe.AnswerLength];
    private readonly ProcessClock clock;

    private ServerMeter(Socket probe, ProcessClock clock)
    {
        this.probe = probe;
        this.clock = clock;
    }

    public static async Task<ServerMeter> ConnectAsync(int process, string socket, CancellationToken cancellationToken)
    {
        var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
            return new ServerMeter(probe, ProcessClock.Of(process));
        }
        catch (Exception)
        {
            probe.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the server uses at most a twentieth of a core, then reads: work that follows the last answer belongs to the load.</summary>
    public async Task<ServerReading> SettledAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var before = clock.Now();
        while (TimeProvider.System.GetElapsedTime(started) < Longest)
        {
            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
            var now = clock.Now();
            if (now - before <= Interval / 20)
            {
                break;
            }

            before = now;
        }

        return await ReadAsync(cancellationToken);
    }

    public void Dispose() => probe.Dispose();

    private async Task<ServerReading> ReadAsync(CancellationToken cancellationToken)
    {
        // The clock first: asking the runtime costs the server a little.
        var cpu = clock.Now();
        await probe.SendAsync(new byte[1], cancellationToken);
        for (var read = 0; read < answer.Length;)
        {
            var count = await probe.ReceiveAsync(answer.AsMemory(read), cancellationToken);
            read += count > 0 ? count : throw new InvalidOperationException("The server ended during a measurement.");
        }

        return new ServerReading(
            cpu,
            BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(8)),
            BinaryPrimitives.ReadInt64LittleEndian(answer));
    }
}
