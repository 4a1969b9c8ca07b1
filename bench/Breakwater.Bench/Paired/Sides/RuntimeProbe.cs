using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime;

namespace Breakwater.Bench.Paired.Sides;

/// <summary>Runs inside a server: says, when asked, what only its runtime knows exactly. It sleeps while a load runs.</summary>
internal static class RuntimeProbe
{
    /// <summary>Environment variable: the Unix socket that it listens on.</summary>
    public const string Variable = "BENCH_PROBE_SOCKET";

    /// <summary>Bytes of an answer: allocated bytes, then methods that the JIT compiled, since the start of the process.</summary>
    public const int AnswerLength = 16;

    public static void Start(string path)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        new Thread(() => Serve(listener)) { IsBackground = true, Name = "bench probe" }.Start();
    }

    private static void Serve(Socket listener)
    {
        using var connection = listener.Accept();
        Span<byte> question = stackalloc byte[1];
        Span<byte> answer = stackalloc byte[AnswerLength];
        while (connection.Receive(question) > 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(answer, GC.GetTotalAllocatedBytes(precise: true));
            BinaryPrimitives.WriteInt64LittleEndian(answer[8..], JitInfo.GetCompiledMethodCount(currentThread: false));
            connection.Send(answer);
        }
    }
}
