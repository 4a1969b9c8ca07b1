using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Device.Trust;
using MQTTnet.Channel;

namespace Breakwater.Device.Connection;

/// <summary>Gives MQTTnet a stream that is already under TLS, so that its own, more permissive TLS options are never in play.</summary>
internal sealed class TlsStreamProvider(string host, TrustAnchors anchors, X509Certificate2? identity) : IMqttClientStreamProvider
{
    public async Task<Stream> ConnectAsync(EndPoint brokerEndPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(brokerEndPoint, cancellationToken);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            try
            {
                await tls.AuthenticateAsClientAsync(anchors.ClientOptions(host, identity), cancellationToken);
                return tls;
            }
            catch
            {
                await tls.DisposeAsync();
                throw;
            }
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
