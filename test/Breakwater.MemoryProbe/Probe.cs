using System.Globalization;
using System.Net.Sockets;

namespace Breakwater.MemoryProbe;

/// <summary>Runs in a server that a test has started, and answers each connection on a socket of its own with what the process holds after a full collection.</summary>
public static class Probe
{
    /// <summary>Names the socket.</summary>
    public const string Variable = "BREAKWATER_MEMORY_PROBE";

    public static void Start(string path)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        new Thread(() => Answer(listener)) { IsBackground = true, Name = "memory-probe" }.Start();
    }

    public static MemoryState Ask(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        using var reader = new StreamReader(new NetworkStream(socket));
        var parts = reader.ReadToEnd().Split(' ');
        return new MemoryState(Number(0), Number(1), Number(2));

        long Number(int part) => long.Parse(parts[part], CultureInfo.InvariantCulture);
    }

    private static void Answer(Socket listener)
    {
        while (true)
        {
            using var asked = listener.Accept();
            using var writer = new StreamWriter(new NetworkStream(asked));
            writer.Write(Measure());
        }
    }

    private static string Measure()
    {
        // Twice: what the first one finalized goes with the second.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var rss = long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        return string.Create(CultureInfo.InvariantCulture, $"{GC.GetTotalMemory(forceFullCollection: false)} {Math.Max(0, rss - GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes)} {rss}");
    }
}
