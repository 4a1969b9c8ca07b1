using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;

namespace Breakwater.Contracts.Client;

/// <summary>
/// The typed client of the public API for owners, apps and services.
/// Every method throws <see cref="ProblemException"/> for what the server refuses.
/// </summary>
/// <param name="http">Its base address is the public listener; whoever made it disposes of it.</param>
/// <param name="token">The bearer token.</param>
public sealed class FleetClient(HttpClient http, string token)
{
    private readonly AuthenticationHeaderValue authorization = new("Bearer", token);

    public Task<Page<DeviceSummary>> ListDevicesAsync(string? cursor = null, int limit = 100, CancellationToken cancellationToken = default) =>
        GetAsync($"v1/devices?limit={limit}{Cursor(cursor)}", ContractsJson.Default.PageDeviceSummary, cancellationToken);

    public Task<DeviceSummary> GetDeviceAsync(DeviceId device, CancellationToken cancellationToken = default) =>
        GetAsync($"v1/devices/{device}", ContractsJson.Default.DeviceSummary, cancellationToken);

    public Task<Twin> GetTwinAsync(DeviceId device, CancellationToken cancellationToken = default) =>
        GetAsync($"v1/devices/{device}/twin", ContractsJson.Default.Twin, cancellationToken);

    /// <param name="patch">A JSON merge patch, RFC 7396.</param>
    /// <param name="ifVersion">Change nothing unless this is the current version.</param>
    public async Task<TwinSection> PatchDesiredAsync(
        DeviceId device, JsonElement patch, long? ifVersion = null, CancellationToken cancellationToken = default)
    {
        using var request = Request(HttpMethod.Patch, $"v1/devices/{device}/twin/desired");
        request.Content = JsonContent.Create(patch, ContractsJson.Default.JsonElement, new MediaTypeHeaderValue("application/merge-patch+json"));
        if (ifVersion is { } version)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        }

        return await (await http.SendAsync(request, cancellationToken)).ReadAsync(ContractsJson.Default.TwinSection, cancellationToken);
    }

    /// <summary>All streams, of however many pages.</summary>
    public async Task<Page<TelemetryStream>> ListStreamsAsync(DeviceId device, CancellationToken cancellationToken = default)
    {
        var streams = new List<TelemetryStream>();
        string? cursor = null;
        do
        {
            var page = await GetAsync(
                $"v1/devices/{device}/telemetry{(cursor is null ? "" : $"?cursor={Uri.EscapeDataString(cursor)}")}",
                ContractsJson.Default.PageTelemetryStream,
                cancellationToken);
            streams.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return new Page<TelemetryStream>(streams, null);
    }

    public Task<Page<TelemetryPoint>> GetTelemetryAsync(
        DeviceId device,
        string stream,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        int limit = 1000,
        string? cursor = null,
        CancellationToken cancellationToken = default) =>
        GetAsync(
            $"v1/devices/{device}/telemetry/{Uri.EscapeDataString(stream)}?limit={limit}{Time("from", from)}{Time("to", to)}{Cursor(cursor)}",
            ContractsJson.Default.PageTelemetryPoint,
            cancellationToken);

    /// <param name="wait">How long the server may hold the answer back for the command to end (RFC 7240 <c>wait</c>); zero: not at all.</param>
    /// <param name="idempotencyKey">The same key and request give the same command.</param>
    public async Task<Command> SendCommandAsync(
        DeviceId device, CommandRequest command, TimeSpan wait = default, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        using var request = Request(HttpMethod.Post, $"v1/devices/{device}/commands");
        request.Content = JsonContent.Create(command, ContractsJson.Default.CommandRequest);
        if (wait > TimeSpan.Zero)
        {
            request.Headers.TryAddWithoutValidation("Prefer", $"wait={(int)Math.Ceiling(wait.TotalSeconds)}");
        }

        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        return await (await http.SendAsync(request, cancellationToken)).ReadAsync(ContractsJson.Default.Command, cancellationToken);
    }

    public Task<Command> GetCommandAsync(DeviceId device, CommandId command, CancellationToken cancellationToken = default) =>
        GetAsync($"v1/devices/{device}/commands/{command}", ContractsJson.Default.Command, cancellationToken);

    public Task<Page<Command>> ListCommandsAsync(DeviceId device, CancellationToken cancellationToken = default) =>
        GetAsync($"v1/devices/{device}/commands", ContractsJson.Default.PageCommand, cancellationToken);

    public Task<Page<MapSummary>> ListMapsAsync(DeviceId device, CancellationToken cancellationToken = default) =>
        GetAsync($"v1/devices/{device}/maps", ContractsJson.Default.PageMapSummary, cancellationToken);

    public Task<Page<DeviceEvent>> ListEventsAsync(DeviceId device, CancellationToken cancellationToken = default) =>
        GetAsync($"v1/devices/{device}/events", ContractsJson.Default.PageDeviceEvent, cancellationToken);

    /// <summary>The document's bytes, as the device sent them.</summary>
    public async Task<byte[]> GetMapAsync(DeviceId device, string name, CancellationToken cancellationToken = default)
    {
        using var request = Request(HttpMethod.Get, $"v1/devices/{device}/maps/{Uri.EscapeDataString(name)}");
        using var response = await http.SendAsync(request, cancellationToken);
        await response.ThrowProblemAsync(cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>What happens on the device, as it happens; see <see cref="LiveEvents"/>.</summary>
    public async IAsyncEnumerable<SseItem<string>> WatchAsync(
        DeviceId device, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var request = Request(HttpMethod.Get, $"v1/devices/{device}/live");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await response.ThrowProblemAsync(cancellationToken);
        var parser = SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken));
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            yield return item;
        }
    }

    private static string Cursor(string? cursor) => cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";

    private static string Time(string name, DateTimeOffset? time) => time is { } t ? $"&{name}={Uri.EscapeDataString(t.ToString("O"))}" : "";

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = authorization;
        return request;
    }

    private async Task<T> GetAsync<T>(
        string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, path);
        return await (await http.SendAsync(request, cancellationToken)).ReadAsync(type, cancellationToken);
    }
}
