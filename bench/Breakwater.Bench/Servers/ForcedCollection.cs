using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Breakwater.Bench.Servers;

/// <summary>
/// Makes another .NET process run a full garbage collection, over its diagnostics port, so that what remains is what connections hold and not
/// what their handshakes left behind (https://github.com/dotnet/diagnostics/blob/main/documentation/design-docs/ipc-protocol.md).
/// </summary>
internal static class ForcedCollection
{
    /// <summary>The runtime's event keyword whose enabling starts a full collection.</summary>
    private const ulong CollectHeap = 0x800000;

    private const ushort CollectTracing2 = 0x0302;
    private const int Informational = 4;

    public static async Task RunAsync(int process, CancellationToken cancellationToken)
    {
        var port = Directory.EnumerateFiles(Path.GetTempPath(), $"dotnet-diagnostic-{process}-*-socket").First();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(port), cancellationToken);
        await socket.SendAsync(Request(), cancellationToken);

        // The collection runs before the answer's stream starts to flow; closing the socket ends the session.
        await socket.ReceiveAsync(new byte[4096], cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
    }

    private static byte[] Request()
    {
        using var message = new MemoryStream();
        using var writer = new BinaryWriter(message, Encoding.Unicode);
        writer.Write("DOTNET_IPC_V1\0"u8);
        writer.Write((ushort)0);
        writer.Write(CollectTracing2);
        writer.Write((ushort)0);
        writer.Write(1u);
        writer.Write(1u);
        writer.Write(false);
        writer.Write(1u);
        writer.Write(CollectHeap);
        writer.Write(Informational);
        const string Provider = "Microsoft-Windows-DotNETRuntime\0";
        writer.Write(Provider.Length);
        writer.Write(Provider.AsSpan());
        writer.Write(0u);
        writer.Flush();
        var bytes = message.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(14), (ushort)bytes.Length);
        return bytes;
    }
}
