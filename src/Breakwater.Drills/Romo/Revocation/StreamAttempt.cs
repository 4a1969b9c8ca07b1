using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Revocation;

/// <summary>Live streams that are open, or being opened, while what they stand on is taken away. Anything that happened afterwards must not come.</summary>
/// <param name="footing">Asked for each round.</param>
/// <param name="raced">The streams are asked for around the revocation; otherwise all are open before it.</param>
internal sealed class StreamAttempt(
    string name, string sent, Func<CancellationToken, Task<Footing>> footing, int rounds, bool raced) : RevocationAttempt(name, sent)
{
    /// <summary>Streams a round: as many as one principal may have at once.</summary>
    private const int Streams = 8;

    /// <summary>Between two streams of a race; doubled so often at most, from round to round: as long as a revocation takes on a quick and on a slow machine.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(1);

    private const int Doublings = 3;

    /// <summary>So many streams are asked for before the revocation is.</summary>
    private const int Ahead = 2;

    /// <summary>Reads beside a race, which widen whatever gap there is: a thief can keep a server busy.</summary>
    private const int Noise = 32;

    private static readonly TimeSpan ControlLimit = TimeSpan.FromSeconds(15);

    private readonly List<(WatchedStream Stream, string Serial, DateTimeOffset RevokedAt)> all = [];
    private readonly List<Task> watching = [];

    public override async Task RunAsync(AttackContext context, AttemptNotes record, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                var ground = await footing(cancellationToken);
                record.Control ??= await ControlAsync(context, ground, cancellationToken);
                await RoundAsync(context, ground, Gap * (1 << (round % (Doublings + 1))), stop.Token);
            }

            // What survived delivers within an interval of the device's telemetry.
            await context.ListenAsync(cancellationToken);
            await stop.CancelAsync();
            await Task.WhenAll(watching);
            Judge(record);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(watching);
            foreach (var (stream, _, _) in all)
            {
                await stream.DisposeAsync();
            }
        }
    }

    private async Task RoundAsync(AttackContext context, Footing ground, TimeSpan gap, CancellationToken stop)
    {
        var streams = await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => WatchedStream.OpenAsync(context, ground, stop)));
        var noise = Task.CompletedTask;
        if (raced)
        {
            var read = new HttpProbe(HttpMethod.Get, context.Server.PublicHttps, $"/v1/devices/{ground.Device.Id}/twin") { Authorization = ground.Authorization };
            noise = Task.WhenAll(Enumerable.Range(0, Noise).Select(_ => context.Http.SendAsync(read, null, stop)));
            watching.AddRange(streams.Select((stream, index) => LaterAsync(context, stream, gap * index, stop)));
            await Task.Delay(gap * Ahead, context.Time, stop);
        }
        else
        {
            watching.AddRange(streams.Select(stream => stream.WatchAsync(stop)));
            await Task.WhenAll(streams.Select(stream => stream.Judged));
        }

        await ground.TakeAway(stop);
        var revokedAt = context.Time.GetUtcNow();
        all.AddRange(streams.Select(stream => (stream, ground.Device.Serial, revokedAt)));
        await Task.WhenAll(streams.Select(stream => stream.Judged).Append(noise));
    }

    private static async Task LaterAsync(AttackContext context, WatchedStream stream, TimeSpan delay, CancellationToken stop)
    {
        await Task.Delay(delay, context.Time, stop);
        await stream.WatchAsync(stop);
    }

    private void Judge(AttemptNotes record)
    {
        foreach (var (stream, serial, revokedAt) in all)
        {
            var late = stream.Newest - revokedAt;
            if (late > TimeSpan.Zero)
            {
                record.Add(new Answer("delivered after the revocation", false));
                record.Sightings.Add(serial, $"a stream delivered what happened {late.Value.TotalSeconds:F1} s after the revocation had been answered");
            }
            else
            {
                record.Add(stream.HasEnded && !stream.Status.Refused ? new Answer("stream ended", true) : stream.Status.Refused ? stream.Status : new Answer("stream silent", false));
            }
        }
    }

    private static async Task<PositiveControl> ControlAsync(AttackContext context, Footing ground, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var stream = await WatchedStream.OpenAsync(context, ground, cancellationToken);
        var watched = stream.WatchAsync(limit.Token);
        var first = await Task.WhenAny(stream.Delivered, watched, Task.Delay(ControlLimit, context.Time, limit.Token));
        await limit.CancelAsync();
        await watched;
        return new PositiveControl(first == stream.Delivered, $"without a revocation: {stream.Status.Text}{(first == stream.Delivered ? ", and telemetry came" : "")}");
    }
}
