using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Bench.Fleet;

namespace Breakwater.Bench.Enrollment;

/// <summary>TLS 1.3 handshakes over loopback with a P-256 server certificate, each end on a thread of its own, so that each end's share can be read.</summary>
internal static class HandshakePair
{
    private const int WarmUp = 50;

    public static (TimeSpan Server, TimeSpan Client) Measure(int repetitions)
    {
        using var certificate = Certificate();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endpoint = (IPEndPoint)listener.LocalEndpoint;
        var server = TimeSpan.Zero;
        var serverEnd = new Thread(() => server = Serve(listener, certificate, repetitions));
        serverEnd.Start();
        var client = Repeat(repetitions, () =>
        {
            using var socket = new TcpClient();
            socket.Connect(endpoint);
            using var tls = new SslStream(socket.GetStream());
            tls.AuthenticateAsClient(ClientTls.For(null));
            tls.WriteByte(1);
            tls.ReadByte();
        });
        serverEnd.Join();
        return (server, client);
    }

    private static TimeSpan Serve(TcpListener listener, X509Certificate2 certificate, int repetitions)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
        };
        return Repeat(repetitions, () =>
        {
            using var socket = listener.AcceptTcpClient();
            using var tls = new SslStream(socket.GetStream());
            tls.AuthenticateAsServer(options);
            tls.ReadByte();
            tls.WriteByte(1);
        });
    }

    private static TimeSpan Repeat(int repetitions, Action handshake)
    {
        for (var i = 0; i < WarmUp; i++)
        {
            handshake();
        }

        var before = ThreadCpu.Now();
        for (var i = 0; i < repetitions; i++)
        {
            handshake();
        }

        return (ThreadCpu.Now() - before) / repetitions;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
    }
}
