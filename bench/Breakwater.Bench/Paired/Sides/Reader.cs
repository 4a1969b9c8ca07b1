using System.Net.Http.Headers;
using Breakwater.Bench.Fleet;
using Breakwater.Bench.Servers;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;

namespace Breakwater.Bench.Paired.Sides;

/// <summary>An owner or a service with a token to read twins.</summary>
internal sealed class Reader
{
    private const int LifetimeSeconds = 3600;

    private readonly AuthenticationHeaderValue authorization;

    private Reader(string token) => authorization = new AuthenticationHeaderValue("Bearer", token);

    public static IReadOnlyList<string> Scopes { get; } = ["twin:read"];

    public static async Task<Reader> IssueAsync(BreakwaterServer server, PrincipalId principal, CancellationToken cancellationToken) =>
        new((await server.Admin.IssueTokenAsync(new TokenRequest(principal, "bench", Scopes, LifetimeSeconds), cancellationToken)).Token);

    /// <exception cref="HttpRequestException">It was refused.</exception>
    public async Task ReadTwinAsync(HttpClient http, BenchDevice device, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/devices/{device.Id}/twin") { Headers = { Authorization = authorization } };
        using var answer = await http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
