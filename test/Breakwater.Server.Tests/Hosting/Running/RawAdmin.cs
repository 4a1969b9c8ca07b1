using System.Net.Sockets;

namespace Breakwater.Server.Tests.Hosting.Running;

/// <summary>The admin socket, for tests that look at headers.</summary>
internal static class RawAdmin
{
    public static HttpClient Open(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://admin.sock/admin/v1/"),
    };
}
