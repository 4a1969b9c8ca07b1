using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation.Interleaving;

/// <summary>What the owner of a device does with it, over HTTP/2 and, where half a request is sent, HTTP/1.1.</summary>
internal sealed class OwnerSide(ServerDoors doors, OwnedDevice owned) : IDisposable
{
    private const string Patch = "application/merge-patch+json";
    private const Standing Read = Standing.Token | Standing.Grant;
    private const Standing Order = Read | Standing.Orders;

    /// <summary>Below <c>/v1/devices/{device}</c>: the route, and the path if it is another.</summary>
    private static readonly (string Route, string? Path)[] Reads =
    [
        ("", null), ("/twin", null), ("/telemetry", null), ("/telemetry/{stream}", "/telemetry/t"), ("/telemetry/{stream}/latest", "/telemetry/t/latest"),
        ("/events", null), ("/commands", null), ("/maps", null), ("/maps/{name}", "/maps/m"), ("/accesses", null),
    ];

    private readonly HttpClient http = doors.NewHttp("public-https");
    private readonly string device = $"v1/devices/{owned.Device}";
    private int patches;

    public static string LiveRoute => "GET /v1/devices/{device}/live";

    public string Token => owned.Owner.Token.Token;

    /// <summary>Any of the uses that are answered at once.</summary>
    public Task<Use> AnyAsync(Random random) => random.Next(16) switch
    {
        < 10 and var i => SendAsync($"read {Reads[i].Route}", $"GET /v1/devices/{{device}}{Reads[i].Route}", Read, HttpMethod.Get, device + (Reads[i].Path ?? Reads[i].Route)),
        10 => SendAsync("list", null, Standing.Token | Standing.Grant, HttpMethod.Get, "v1/devices"),
        < 14 => SendAsync("command", "POST /v1/devices/{device}/commands", Order, HttpMethod.Post, $"{device}/commands", """{"name":"go"}"""),
        _ => SendAsync("patch", "PATCH /v1/devices/{device}/twin/desired", Read, HttpMethod.Patch, $"{device}/twin/desired", NextPatch(), Patch),
    };

    /// <summary>A command whose answer is held back until it ends, or until the access does.</summary>
    public Task<Use> WaitAsync(CancellationToken over) => SendAsync(
        "wait", "POST /v1/devices/{device}/commands", Order, HttpMethod.Post, $"{device}/commands", """{"name":"wait"}""", "application/json", "wait=30", over);

    /// <summary>A command or a patch of which the second half is sent when <paramref name="second"/> has completed. Null: refused on its headers.</summary>
    public async Task<Use?> SlowBodyAsync(Random random, Task second)
    {
        var command = random.Next(2) == 0;
        var name = command ? "command, slow" : "patch, slow";
        await using var request = command
            ? await HalfSentRequest.BeginAsync(doors, owned.Owner, "POST", $"{device}/commands", "application/json", """{"name":"slow"}""")
            : await HalfSentRequest.BeginAsync(doors, owned.Owner, "PATCH", $"{device}/twin/desired", Patch, NextPatch());
        if (request is null)
        {
            return null;
        }

        await second;
        var begun = Use.Now;
        var status = await request.FinishAsync(Wait.Limit);
        return new Use(
            name, $"{(command ? "POST" : "PATCH")} /v1/devices/{{device}}/{(command ? "commands" : "twin/desired")}", command ? Order : Read, begun, Use.Now, status ?? 0, "");
    }

    public Task<LiveStream> WatchAsync() => LiveStream.OpenAsync(http, Token, owned.Device.Id);

    public void Dispose() => http.Dispose();

    private string NextPatch() => $$"""{"n":{{Interlocked.Increment(ref patches)}}}""";

    private async Task<Use> SendAsync(
        string name,
        string? route,
        Standing on,
        HttpMethod method,
        string path,
        string? body = null,
        string type = "application/json",
        string? prefer = null,
        CancellationToken over = default)
    {
        using var request = new HttpRequestMessage(method, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (prefer is not null)
        {
            request.Headers.Add("Prefer", prefer);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        }

        var begun = Use.Now;
        try
        {
            using var response = await http.SendAsync(request, over);
            var text = await response.Content.ReadAsStringAsync(over);
            return new Use(name, route, on, begun, Use.Now, (int)response.StatusCode, text);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            return new Use(name, route, on, begun, Use.Now, 0, exception.Message);
        }
    }
}
