using System.Globalization;
using System.Net.Sockets;

namespace Breakwater.MemoryProbe;

/// <summary>Runs in a server that a test has started, and answers each connection on a socket of its own with what the process holds after a full collection.</summary>
public static class Probe
{
    /// <summary>Names the socket.</summary>
    public const string Variable = "BREAKWATER_MEMORY_PROBE";

    /// <summary>Bytes that may have been allocated between a collection and the look at the resident size.</summary>
    private const long Still = 1024 * 1024;

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
        var (state, since) = Collected();
        for (var tries = 1; since > Still && tries < 50; tries++)
        {
            var (next, nextSince) = Collected();
            (state, since) = nextSince < since ? (next, nextSince) : (state, since);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{state.Heap} {state.Native} {state.Resident}");
    }

    /// <summary>
    /// What lived when the collection ended, and the bytes allocated from then until the resident size was read. They are resident, but the collector's count of what it has
    /// committed does not know them: to take them for memory beside the heap would count them where they are not, and garbage with them.
    /// </summary>
    private static (MemoryState State, long Since) Collected()
    {
        // Twice: what the first one finalized goes with the second.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var resident = long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        var collection = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        var heap = collection.HeapSizeBytes - collection.FragmentedBytes;
        var since = collection.Index == GC.GetGCMemoryInfo(GCKind.Any).Index ? GC.GetTotalMemory(forceFullCollection: false) - heap : long.MaxValue;
        return (new MemoryState(heap, Math.Max(0, resident - collection.TotalCommittedBytes), resident), since);
    }
}
