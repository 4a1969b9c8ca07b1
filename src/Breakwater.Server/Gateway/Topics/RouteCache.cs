using System.Buffers;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Gateway.Topics;

/// <summary>The telemetry topics that a connection used last, so that a publish is routed by comparing bytes. A device has a few, a cache of 16 is plenty.</summary>
internal sealed class RouteCache
{
    private const int Capacity = 16;

    private CachedTelemetry[] entries = [];
    private int count;
    private int next;

    public CachedTelemetry? Find(in ReadOnlySequence<byte> topic)
    {
        for (var i = 0; i < count; i++)
        {
            if (entries[i].Is(topic))
            {
                return entries[i];
            }
        }

        return null;
    }

    public CachedTelemetry Add(in ReadOnlySequence<byte> topic, string stream, SeriesId series)
    {
        var entry = new CachedTelemetry(topic.ToArray(), stream, series);
        if (count < Capacity)
        {
            if (count == entries.Length)
            {
                Array.Resize(ref entries, Math.Min(Capacity, Math.Max(2, count * 2)));
            }

            entries[count++] = entry;
        }
        else
        {
            entries[next] = entry;
            next = (next + 1) % Capacity;
        }

        return entry;
    }
}

internal sealed record CachedTelemetry(byte[] Topic, string Stream, SeriesId Series)
{
    public bool Is(in ReadOnlySequence<byte> topic) => topic.IsSingleSegment
        ? topic.FirstSpan.SequenceEqual(Topic)
        : topic.Length == Topic.Length && topic.ToArray().AsSpan().SequenceEqual(Topic);
}
