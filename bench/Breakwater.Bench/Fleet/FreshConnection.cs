using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Breakwater.Bench.Fleet;

/// <summary>A new TCP connection with a full TLS handshake.</summary>
internal static class FreshConnection
{
    public static async Task<SslStream> OpenAsync(IPEndPoint endpoint, SslStreamCertificateContext? certificate, CancellationToken cancellationToken)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsClientAsync(ClientTls.For(certificate), cancellationToken);
            return tls;
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }
}
