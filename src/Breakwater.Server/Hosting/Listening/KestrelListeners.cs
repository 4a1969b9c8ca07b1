using System.Net;
using System.Net.Security;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Certificates;
using Breakwater.Server.Gateway.Serving;
using Breakwater.Server.Hosting.Settings;
using Breakwater.Server.Http.Walk;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Breakwater.Server.Hosting.Listening;

/// <summary>Opens the listeners; see docs/design/architecture.md.</summary>
internal static class KestrelListeners
{
    /// <summary>Seconds of TCP silence after which the kernel asks whether the peer is still there.</summary>
    private const int KeepAliveSeconds = 120;

    public static void Configure(KestrelServerOptions kestrel, ServerOptions options, DeviceTls tls)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = options.Gateway.MaximumConnections;
        kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);

        kestrel.Listen(options.Listeners.DevicesMqtt, listen =>
        {
            Mark(listen, ListenerName.DevicesMqtt);
            Tls(listen, options, tls.DevicesMqtt);
            listen.UseConnectionHandler<MqttConnectionHandler>();
        });
        Https(kestrel, options.Listeners.DevicesHttps, ListenerName.DevicesHttps, options, tls.DevicesHttps);
        Https(kestrel, options.Listeners.PublicHttps, ListenerName.PublicHttps, options, tls.People);
        Https(kestrel, options.Listeners.OperatorsHttps, ListenerName.OperatorsHttps, options, tls.People);
        kestrel.ListenUnixSocket(AdminSocketOf(options), listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            Mark(listen, ListenerName.AdminSocket);
        });
    }

    public static string AdminSocketOf(ServerOptions options) => options.Listeners.AdminSocket ?? options.Data.AdminSocket;

    /// <summary>
    /// Half-open peers are found by the kernel, on connections that it keeps no other clock for. Few I/O queues batch better: one instead of two took
    /// 11 to 17 % less CPU a message on two cores (bench/README.md).
    /// </summary>
    public static void ConfigureTransport(Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets.SocketTransportOptions transport)
    {
        transport.IOQueueCount = Math.Max(1, Environment.ProcessorCount / 4);

        // Bytes of a connection that count as sent though the kernel has not taken them, and so can follow a revocation (Underway). 64 KB unless told. Fewer, and the
        // flushes of small acknowledgements would wait for the kernel, which cost 9 % of CPU a message at 2.
        transport.MaxWriteBufferSize = 4 * 1024;
        transport.CreateBoundListenSocket = endpoint =>
        {
            var socket = Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets.SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            if (endpoint is IPEndPoint)
            {
                // Accepted sockets inherit these on Linux.
                socket.SetSocketOption(System.Net.Sockets.SocketOptionLevel.Socket, System.Net.Sockets.SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(System.Net.Sockets.SocketOptionLevel.Tcp, System.Net.Sockets.SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            }

            return socket;
        };
    }

    private static void Https(
        KestrelServerOptions kestrel, IPEndPoint address, ListenerName name, ServerOptions options, Func<SslServerAuthenticationOptions> tls) =>
        kestrel.Listen(address, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            Mark(listen, name);
            Tls(listen, options, tls);
        });

    private static void Tls(ListenOptions listen, ServerOptions options, Func<SslServerAuthenticationOptions> tls) =>
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = options.Gateway.HandshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(tls()),
        });

    private static void Mark(ListenOptions listen, ListenerName name)
    {
        var feature = new ListenerFeature(name);
        listen.Use(next => connection =>
        {
            connection.Features.Set(feature);
            return next(connection);
        });
    }
}
