using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Breakwater.Server.Storage.Telemetry;

/// <summary>Turns the log's blocks (arrival order) into chunks (one device's stream, one time span, compressed), in one transaction. Runs on the log's thread.</summary>
internal sealed class TelemetryCompactor(
    SqliteConnection connection, TelemetryTail tail, TelemetryOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>Chunks removed in one go; bounds how long commits wait behind retention.</summary>
    private const int RemovalStep = 10_000;

    /// <summary>
    /// The lower bits of a chunk's sequence, which count the chunks that one compaction makes of a series: those of one microsecond stay in their order. Chunks from
    /// before there were parts have smaller sequences. Enough for a million parts of 1 MB; what is compacted at once is at most 1 GB.
    /// </summary>
    private const int PartBits = 20;

    private volatile bool hasFailed;
    private long failedAt;

    /// <summary>Compaction has failed for so long that nothing more may be committed before it succeeds. Any thread.</summary>
    public bool IsFull => hasFailed && tail.Bytes > options.UncompactedBytes;

    /// <summary>Some of it at a time, so that what one transaction needs in memory does not grow while nothing can be compacted.</summary>
    public void CompactWhenDue()
    {
        if (hasFailed && time.GetElapsedTime(failedAt) < options.CompactAgain)
        {
            return;
        }

        while (IsDue)
        {
            if (!TryCompact())
            {
                (failedAt, hasFailed) = (time.GetTimestamp(), true);
                if (IsFull)
                {
                    StorageLog.TelemetryFull(logger, tail.Bytes);
                }

                return;
            }

            hasFailed = false;
        }
    }

    public void RemoveOlderThan(DateTimeOffset cutoff)
    {
        try
        {
            lock (tail.Series.Connection)
            {
                using var command = connection.CreateCommand();
                command.CommandText =
                    "DELETE FROM chunks WHERE (series, last_at, sequence) IN (SELECT series, last_at, sequence FROM chunks WHERE last_at < $cutoff LIMIT $step)";
                command.Parameters.AddWithValue("$cutoff", UnixMicros.From(cutoff));
                command.Parameters.AddWithValue("$step", RemovalStep);
                var removed = command.ExecuteNonQuery();
                if (removed > 0)
                {
                    StorageLog.RetentionApplied(logger, removed, cutoff);
                }
            }
        }
        catch (Exception exception)
        {
            StorageLog.CompactionFailed(logger, exception);
        }
    }

    private bool IsDue => tail.Blocks is { IsEmpty: false }
        && (tail.Bytes > options.CompactAfterBytes || tail.IsOlderThan(time.GetUtcNow() - options.CompactAfter));

    /// <summary>The oldest blocks, of so many bytes, but one in any case.</summary>
    private static ImmutableList<TelemetryBlock> First(ImmutableList<TelemetryBlock> blocks, long bytes)
    {
        var count = 0;
        foreach (var block in blocks)
        {
            bytes -= block.Data.Length;
            if (bytes < 0 && count > 0)
            {
                break;
            }

            count++;
        }

        return blocks.GetRange(0, count);
    }

    private bool TryCompact()
    {
        var blocks = First(tail.Blocks, options.CompactAfterBytes);
        try
        {
            lock (tail.Series.Connection)
            {
                var (chunks, bytes) = Write(blocks);
                tail.Remove(blocks);
                StorageLog.Compacted(logger, blocks.Count, blocks.Sum(b => b.Records), chunks, bytes);
            }

            return true;
        }
        catch (Exception exception)
        {
            // The blocks are still on disk and in the tail; nothing is lost.
            StorageLog.CompactionFailed(logger, exception);
            return false;
        }
    }

    /// <summary>
    /// Arrival order is time order but for a clock set back; reads rely on the order within a chunk. Points of one microsecond stay in the order of their arrival:
    /// a cursor counts them.
    /// </summary>
    private static List<StoredPoint> InTimeOrder(List<StoredPoint> points)
    {
        for (var i = 1; i < points.Count; i++)
        {
            if (points[i].AtMicros < points[i - 1].AtMicros)
            {
                return [.. points.OrderBy(p => p.AtMicros)];
            }
        }

        return points;
    }

    private static Dictionary<SeriesId, List<StoredPoint>> GroupBySeries(ImmutableList<TelemetryBlock> blocks)
    {
        var series = new Dictionary<SeriesId, List<StoredPoint>>();
        foreach (var block in blocks)
        {
            var position = 0;
            while (position < block.Data.Length)
            {
                var (id, point) = RecordFormat.Read(block.Data, ref position);
                if (!series.TryGetValue(id, out var points))
                {
                    series.Add(id, points = []);
                }

                points.Add(point);
            }
        }

        return series;
    }

    private (int Chunks, long Bytes) Write(ImmutableList<TelemetryBlock> blocks)
    {
        var through = blocks[^1].Sequence;
        var (chunks, bytes) = (0, 0L);
        using var transaction = connection.BeginTransaction(deferred: false);
        using var insert = connection.CreateCommand();
        insert.CommandText =
            "INSERT INTO chunks (series, first_at, last_at, sequence, records, raw_length, data) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        for (var i = 1; i <= 7; i++)
        {
            insert.Parameters.Add(new SqliteParameter($"${i}", i == 7 ? SqliteType.Blob : SqliteType.Integer));
        }

        foreach (var (series, points) in GroupBySeries(blocks))
        {
            var rest = CollectionsMarshal.AsSpan(InTimeOrder(points));
            for (var part = 0; !rest.IsEmpty; part++)
            {
                var chunk = rest[..ChunkFormat.CountOf(rest)];
                rest = rest[chunk.Length..];
                var (data, rawLength) = ChunkFormat.Pack(chunk);
                bytes += data.Length;
                chunks++;
                object[] values = [series.Value, chunk[0].AtMicros, chunk[^1].AtMicros, (through << PartBits) + part, chunk.Length, rawLength, data];
                for (var i = 0; i < values.Length; i++)
                {
                    insert.Parameters[i].Value = values[i];
                }

                insert.ExecuteNonQuery();
            }
        }

        using var finish = connection.CreateCommand();
        finish.CommandText = "DELETE FROM blocks WHERE sequence <= $through; UPDATE compaction SET through_sequence = $through";
        finish.Parameters.AddWithValue("$through", through);
        finish.ExecuteNonQuery();
        transaction.Commit();
        return (chunks, bytes);
    }
}
