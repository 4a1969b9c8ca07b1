using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Breakwater.Device.Connection;
using Breakwater.Device.Identity;
using Breakwater.Device.Trust;
using Breakwater.Drills.Romo.Evidence;

namespace Breakwater.Drills.Romo.Wire;

/// <summary>Sends an attacker's HTTP requests, with and without the stolen certificate.</summary>
internal sealed class AttackHttp : IDisposable
{
    private const int MaximumBody = 1024 * 1024;

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>A stream that stays open (server-sent events) is read this long.</summary>
    private static readonly TimeSpan StreamLimit = TimeSpan.FromSeconds(4);

    private readonly TimeProvider time;
    private readonly Takings? takings;
    private readonly HttpClient plain;
    private readonly HttpClient certified;

    /// <param name="takings">Told of every answer that was no refusal; null for whoever is no thief.</param>
    public AttackHttp(TrustAnchors anchors, DeviceIdentity identity, Takings? takings, TimeProvider time)
    {
        this.takings = takings;
        this.time = time;
        plain = Client(anchors, null);
        certified = Client(anchors, identity);
    }

    /// <summary>Sends one request and looks for foreign robots in what comes back.</summary>
    /// <param name="sightings">Null when nobody watches, as in the check of the attacker's own tools.</param>
    public async Task<(Answer Answer, string Body)> SendAsync(HttpProbe probe, Sightings? sightings, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = Request(probe);
            using var response = await (probe.WithCertificate ? certified : plain).SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await ReadAsync(response, either.Token);
            var status = (int)response.StatusCode;
            if (response.IsSuccessStatusCode && probe.Aim is { } aim)
            {
                sightings?.Add(aim, $"{probe.Method} {probe.Path}: {status}");
            }

            if (response.IsSuccessStatusCode)
            {
                takings?.Observe(probe.Path, body);
            }

            sightings?.Observe($"{probe.Method} {status}", Encoding.UTF8.GetBytes(body), probe.Path + probe.Body + string.Concat(probe.Headers.Values));
            return (new Answer($"{status} {Code(body)}".TrimEnd(), status >= 400), body);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (Answer.NoConnection(exception), "");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (Answer.None, "");
        }
    }

    public void Dispose()
    {
        plain.Dispose();
        certified.Dispose();
    }

    /// <summary>TLS is made here and not by the handler, because the handler would hold a forged Host header against the server's certificate.</summary>
    private static HttpClient Client(TrustAnchors anchors, DeviceIdentity? identity) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellationToken) => await new TlsStreamProvider(
            context.DnsEndPoint.Host, anchors, identity?.Certificate).ConnectAsync(context.DnsEndPoint, cancellationToken),
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
    });

    private static HttpRequestMessage Request(HttpProbe probe)
    {
        var request = new HttpRequestMessage(probe.Method, new Uri($"http://{probe.Address}{probe.Path}", AsWritten));
        if (probe.Body is not null)
        {
            request.Content = new StringContent(probe.Body, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(probe.MediaType);
        }

        if (probe.Authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", probe.Authorization);
        }

        foreach (var (name, value) in probe.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var limit = new CancellationTokenSource(StreamLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var body = new MemoryStream();
        var buffer = new byte[8192];
        try
        {
            while (body.Length < MaximumBody && await stream.ReadAsync(buffer, either.Token) is > 0 and var count)
            {
                await body.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A live stream goes on; what came is enough.
        }

        return Encoding.UTF8.GetString(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    private static string Code(string body)
    {
        if (!body.StartsWith('{'))
        {
            return "";
        }

        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement.TryGetProperty("code"u8, out var code) ? code.ToString() : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
