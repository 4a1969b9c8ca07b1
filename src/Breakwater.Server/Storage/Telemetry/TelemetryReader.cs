using Microsoft.Data.Sqlite;

namespace Breakwater.Server.Storage.Telemetry;

/// <summary>Reads one series: compacted chunks and the uncompacted tail, merged.</summary>
[OnlyFor("Devices/Telemetry", "Hosting")]
public sealed class TelemetryReader(DataFolder folder, TelemetryLog log)
{
    private readonly string connectionString = SqliteStore.ReaderConnectionString(folder.TelemetryDatabase, pooling: true);

    public IReadOnlyList<string> StreamsOf(string device) => log.Tail.Series.StreamsOf(device);

    public bool TryGetSeries(string device, string stream, out SeriesId series) => log.Tail.Series.TryGet(device, stream, out series);

    /// <summary>Points with <paramref name="fromMicros"/> ≤ time ≤ <paramref name="toMicros"/>, oldest first, at most <paramref name="limit"/>, after skipping <paramref name="skip"/>.</summary>
    public async Task<List<StoredPoint>> ReadAsync(
        SeriesId series, long fromMicros, long toMicros, int skip, int limit, CancellationToken cancellationToken)
    {
        // The tail first: what compaction moves meanwhile is then in both, and through_sequence tells which blocks to leave out.
        var tail = log.Tail.Blocks;
        var points = new List<StoredPoint>();
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
            while (points.Count < skip + limit && await reader.ReadAsync(cancellationToken))
            {
                Collect(ChunkFormat.Unpack((byte[])reader.GetValue(1), reader.GetInt32(0)), fromMicros, toMicros, points);
            }
        }

        foreach (var block in tail)
        {
            if (points.Count >= skip + limit)
            {
                break;
            }

            if (block.Sequence > through)
            {
                CollectFromBlock(block.Data, series, fromMicros, toMicros, points);
            }
        }

        return points.Count <= skip ? [] : points.GetRange(skip, Math.Min(limit, points.Count - skip));
    }

    public async Task<StoredPoint?> LatestAsync(SeriesId series, CancellationToken cancellationToken)
    {
        var tail = log.Tail.Blocks;
        for (var i = tail.Count - 1; i >= 0; i--)
        {
            var points = new List<StoredPoint>();
            CollectFromBlock(tail[i].Data, series, long.MinValue, long.MaxValue, points);
            if (points.Count > 0)
            {
                return points[^1];
            }
        }

        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT raw_length, data FROM chunks WHERE series = $series ORDER BY last_at DESC, sequence DESC LIMIT 1";
        command.Parameters.AddWithValue("$series", series.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var chunk = new List<StoredPoint>();
        Collect(ChunkFormat.Unpack((byte[])reader.GetValue(1), reader.GetInt32(0)), long.MinValue, long.MaxValue, chunk);
        return chunk[^1];
    }

    private static async Task<long> ThroughAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT through_sequence FROM compaction";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), null);
    }

    private static void Collect(byte[] raw, long from, long to, List<StoredPoint> points)
    {
        var position = 0;
        while (position < raw.Length)
        {
            var point = RecordFormat.ReadPoint(raw, ref position);
            if (point.AtMicros >= from && point.AtMicros <= to)
            {
                points.Add(point);
            }
        }
    }

    private static void CollectFromBlock(byte[] block, SeriesId series, long from, long to, List<StoredPoint> points)
    {
        var position = 0;
        while (position < block.Length)
        {
            var start = position;
            if (RecordFormat.Skip(block, ref position) != series)
            {
                continue;
            }

            var (_, point) = RecordFormat.Read(block, ref start);
            if (point.AtMicros >= from && point.AtMicros <= to)
            {
                points.Add(point);
            }
        }
    }
}
