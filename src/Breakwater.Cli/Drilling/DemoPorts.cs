using System.Net;
using System.Net.Sockets;

namespace Breakwater.Cli.Drilling;

/// <summary>The demo listens on this machine only: on the usual ports, or, where one is taken, on a free one.</summary>
internal static class DemoPorts
{
    public static IEnumerable<KeyValuePair<string, string>> Choose() =>
        new (string Name, int Port)[] { ("devices-mqtt", 8883), ("devices-https", 8443), ("public-https", 7443), ("operators-https", 9443) }
            .Select(l => KeyValuePair.Create($"listeners.{l.Name}", $"127.0.0.1:{(IsFree(l.Port) ? l.Port : 0)}"));

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
