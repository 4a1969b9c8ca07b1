using System.Globalization;
using System.Text.RegularExpressions;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Revocation;

/// <summary>
/// One server-sent events stream of a device, by hand. HTTP/1.0, so that the events come without the framing of chunks between them.
/// </summary>
internal sealed partial class WatchedStream : IAsyncDisposable
{
    private readonly RawHttp http;
    private readonly HttpProbe probe;
    private readonly TaskCompletionSource judged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WatchedStream(RawHttp http, HttpProbe probe)
    {
        this.http = http;
        this.probe = probe;
    }

    /// <summary>The answer is there, whatever it is; the stream has begun if it is 200.</summary>
    public Task Judged => judged.Task;

    /// <summary>The first thing that the device said is there.</summary>
    public Task Delivered => delivered.Task;

    public Answer Status { get; private set; } = Answer.None;

    /// <summary>By the server's clock: when the newest of what came happened.</summary>
    public DateTimeOffset? Newest { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>Connects, and asks for nothing yet.</summary>
    public static async Task<WatchedStream> OpenAsync(AttackContext context, Footing footing, CancellationToken cancellationToken)
    {
        var http = await RawHttp.OpenAsync(context.Server.PublicHttps, context.Anchors, null, context.Time, cancellationToken);
        return new WatchedStream(http, new HttpProbe(HttpMethod.Get, context.Server.PublicHttps, $"/v1/devices/{footing.Device.Id}/live") { Authorization = footing.Authorization });
    }

    /// <summary>Asks, and reads until the stream ends or <paramref name="stop"/>.</summary>
    public async Task WatchAsync(CancellationToken stop)
    {
        try
        {
            await http.SendAsync(RawHttp.Head(probe, "1.0"), stop);
            Status = await http.ReadStatusAsync(stop);
            judged.TrySetResult();
            while (!Status.Refused && await http.ReadLineAsync(stop) is { } line)
            {
                if (line.StartsWith("data: ", StringComparison.Ordinal) && StampOf(line) is { } stamp)
                {
                    Newest = Newest is { } before && before > stamp ? before : stamp;
                    delivered.TrySetResult();
                }
            }

            HasEnded = true;
        }
        catch (OperationCanceledException)
        {
            // Watched long enough.
        }

        judged.TrySetResult();
    }

    public ValueTask DisposeAsync() => http.DisposeAsync();

    /// <summary>Every live event but the stream's own says when it happened.</summary>
    internal static DateTimeOffset? StampOf(string line) =>
        At().Match(line) is { Success: true } match && DateTimeOffset.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;

    [GeneratedRegex("\"at\":\"([^\"]+)\"")]
    private static partial Regex At();
}
