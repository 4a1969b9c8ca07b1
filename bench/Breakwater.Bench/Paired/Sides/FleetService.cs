using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Breakwater.Bench.Servers;
using Breakwater.Contracts.Client;

namespace Breakwater.Bench.Paired.Sides;

/// <summary>
/// A service with a grant on the fleet, posted as JSON: newer servers want the number of distinct devices stated, and the window, which older
/// ones do not know and ignore.
/// </summary>
internal static class FleetService
{
    /// <summary>The same hour, as a text and in seconds.</summary>
    private static readonly JsonNode[] Windows = ["1h", 3600];

    /// <param name="devices">How many it is to touch in the window.</param>
    public static async Task<Reader> AddAsync(BreakwaterServer server, int devices, CancellationToken cancellationToken)
    {
        var service = await server.Admin.AddServiceAsync("bench", cancellationToken);
        using var http = Client(server.AdminSocket);
        var refusal = "";
        foreach (var window in Windows)
        {
            var grant = new JsonObject
            {
                ["principal"] = service.Id.ToString(),
                ["actions"] = new JsonArray([.. Reader.Scopes.Select(s => JsonValue.Create(s))]),
                ["expiresInSeconds"] = 3600,
                ["reason"] = "bench",
                ["devices"] = devices,
                ["window"] = window.DeepClone(),
            };
            using var answer = await http.PostAsJsonAsync("http://admin.sock/admin/v1/grants", grant, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return await Reader.IssueAsync(server, service.Id, cancellationToken);
            }

            refusal = await answer.Content.ReadAsStringAsync(cancellationToken);
        }

        throw new InvalidOperationException($"The server refused a service's grant: {refusal}");
    }

    private static HttpClient Client(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        DefaultRequestHeaders = { { AdminClient.CaseHeader, BreakwaterServer.Case } },
    };
}
