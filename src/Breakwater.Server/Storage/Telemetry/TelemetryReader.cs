using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Breakwater.Server.Storage.Telemetry;

/// <summary>Reads one series: compacted chunks and the uncompacted tail, merged.</summary>
[OnlyFor("Devices/Telemetry", "Hosting")]
[SuppressMessage("Design", "CA1001", Justification = "a semaphore whose wait handle nobody asks for has nothing to dispose of")]
public sealed class TelemetryReader(DataFolder folder, TelemetryLog log)
{
    /// <summary>Reads at once; others wait. A read waits for nobody: what it finds is kept and not sent.</summary>
    internal const int AtOnce = 16;

    private readonly SemaphoreSlim places = new(AtOnce);
    private readonly string connectionString = SqliteStore.ReaderConnectionString(folder.TelemetryDatabase, pooling: true);

    public IReadOnlyList<string> StreamsOf(string device) => log.Tail.Series.StreamsOf(device);

    public bool TryGetSeries(string device, string stream, out SeriesId series) => log.Tail.Series.TryGet(device, stream, out series);

    /// <summary>
    /// Points with <paramref name="fromMicros"/> ≤ time ≤ <paramref name="toMicros"/>, oldest first, but the first <paramref name="skip"/> of the very first microsecond: at most
    /// <paramref name="limit"/>. What follows is not read.
    /// </summary>
    /// <param name="tryTake">Whether there is room for a payload of so many bytes; asked before it is kept. False: it ends here.</param>
    public async Task<TelemetrySlice> ReadAsync(
        SeriesId series, long fromMicros, long toMicros, int skip, int limit, Func<int, bool> tryTake, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            return await ReadInPlaceAsync(series, fromMicros, toMicros, new TelemetrySliceBuilder(fromMicros, toMicros, skip, limit, tryTake), cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }

    public async Task<StoredPoint?> LatestAsync(SeriesId series, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            return await LatestInPlaceAsync(series, cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<TelemetrySlice> ReadInPlaceAsync(
        SeriesId series, long fromMicros, long toMicros, TelemetrySliceBuilder slice, CancellationToken cancellationToken)
    {
        // The tail first: what compaction moves meanwhile is then in both, and through_sequence tells which blocks to leave out.
        var tail = log.Tail.Blocks;
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var through = await ThroughAsync(connection, cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT raw_length, data FROM chunks WHERE series = $series AND last_at >= $from AND first_at <= $to ORDER BY last_at, sequence";
        command.Parameters.AddWithValue("$series", series.Value);
        command.Parameters.AddWithValue("$from", fromMicros);
        command.Parameters.AddWithValue("$to", toMicros);
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (!slice.IsFull && await reader.ReadAsync(cancellationToken))
            {
                using var chunk = new ChunkReader((byte[])reader.GetValue(1), reader.GetInt32(0));
                while (!slice.IsFull && chunk.Read())
                {
                    slice.Offer(chunk.AtMicros, chunk.Payload);
                }
            }
        }

        foreach (var block in tail)
        {
            if (slice.IsFull)
            {
                break;
            }

            if (block.Sequence > through)
            {
                OfferFromBlock(block.Data, series, slice);
            }
        }

        return slice.ToSlice();
    }

    private async Task<StoredPoint?> LatestInPlaceAsync(SeriesId series, CancellationToken cancellationToken)
    {
        var tail = log.Tail.Blocks;
        for (var i = tail.Count - 1; i >= 0; i--)
        {
            if (LastOfBlock(tail[i].Data, series) is { } point)
            {
                return point;
            }
        }

        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT raw_length, data, records FROM chunks WHERE series = $series ORDER BY last_at DESC, sequence DESC LIMIT 1";
        command.Parameters.AddWithValue("$series", series.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        using var chunk = new ChunkReader((byte[])reader.GetValue(1), reader.GetInt32(0));
        for (var left = reader.GetInt32(2); left > 0; left--)
        {
            if (!chunk.Read())
            {
                throw new StoreUnavailableException("A telemetry chunk is damaged: it has fewer points than it says.");
            }
        }

        return new StoredPoint(chunk.AtMicros, chunk.Payload.ToArray());
    }

    private static async Task<long> ThroughAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT through_sequence FROM compaction";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), null);
    }

    private static void OfferFromBlock(byte[] block, SeriesId series, TelemetrySliceBuilder slice)
    {
        var position = 0;
        while (position < block.Length && !slice.IsFull)
        {
            var start = position;
            if (RecordFormat.Skip(block, ref position) == series)
            {
                var (_, point) = RecordFormat.Read(block, ref start);
                slice.Offer(point.AtMicros, point.Payload.Span);
            }
        }
    }

    private static StoredPoint? LastOfBlock(byte[] block, SeriesId series)
    {
        var (position, last) = (0, -1);
        while (position < block.Length)
        {
            var start = position;
            if (RecordFormat.Skip(block, ref position) == series)
            {
                last = start;
            }
        }

        return last < 0 ? null : RecordFormat.Read(block, ref last).Point;
    }
}
