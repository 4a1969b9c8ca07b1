namespace Breakwater.Server.Storage.Telemetry;

/// <summary>Points of one series, oldest first.</summary>
/// <param name="HasMore">It ended because it was full: at least one point follows.</param>
public sealed record TelemetrySlice(IReadOnlyList<StoredPoint> Points, bool HasMore);

/// <summary>Takes points as they come, in order, until there are enough of them; keeps none that is not wanted.</summary>
/// <param name="skip">Points of the first microsecond that are passed over: an earlier slice had them. Others are never, or a caller could make us read everything for nothing.</param>
/// <param name="tryTake">Whether there is room for a payload of so many bytes.</param>
internal sealed class TelemetrySliceBuilder(long fromMicros, long toMicros, int skip, int limit, Func<int, bool> tryTake)
{
    private readonly List<StoredPoint> points = [];
    private int skip = skip;

    /// <summary>A point that was offered did not fit: there is nothing to offer any more.</summary>
    public bool IsFull { get; private set; }

    public void Offer(long atMicros, ReadOnlySpan<byte> payload)
    {
        if (atMicros < fromMicros || atMicros > toMicros)
        {
            return;
        }

        if (skip > 0 && atMicros == fromMicros)
        {
            skip--;
            return;
        }

        if (points.Count == limit || !tryTake(payload.Length))
        {
            IsFull = true;
            return;
        }

        points.Add(new StoredPoint(atMicros, payload.ToArray()));
    }

    public TelemetrySlice ToSlice() => new(points, IsFull);
}
