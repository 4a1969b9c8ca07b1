using System.Net.Sockets;
using Breakwater.Contracts.Client;

namespace Breakwater.Server.Tests.Hosting.Running;

/// <summary>The admin socket as any HTTP client sees it: whole answers, with a case that is none.</summary>
internal sealed class SocketHttp : IDisposable
{
    private readonly HttpClient http;

    public SocketHttp(string path)
    {
        http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri("http://admin.sock/"),
        };
        http.DefaultRequestHeaders.Add(AdminClient.CaseHeader, "none");
    }

    /// <summary>Status, headers and body.</summary>
    public async Task<string> GetAsync(string path)
    {
        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        return $"{(int)answer.StatusCode}\n{answer.Headers}\n{await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }

    public void Dispose() => http.Dispose();
}
