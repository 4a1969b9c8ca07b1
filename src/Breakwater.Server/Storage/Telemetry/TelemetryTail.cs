using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace Breakwater.Server.Storage.Telemetry;

/// <summary>The committed blocks that are not compacted yet. Only the log's thread changes it; readers take <see cref="Blocks"/> as it is.</summary>
internal sealed class TelemetryTail
{
    private ImmutableList<TelemetryBlock> blocks;
    private SqliteCommand? insert;
    private long bytes;

    private TelemetryTail(ImmutableList<TelemetryBlock> blocks, long lastSequence, SeriesIndex series)
    {
        this.blocks = blocks;
        LastSequence = lastSequence;
        bytes = blocks.Sum(b => (long)b.Data.Length);
        Series = series;
    }

    public ImmutableList<TelemetryBlock> Blocks => Volatile.Read(ref blocks);

    public SeriesIndex Series { get; }

    public long LastSequence { get; private set; }

    /// <summary>Any thread may read it.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    public static TelemetryTail Load(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sequence, last_at, records, data FROM blocks ORDER BY sequence";
        var loaded = ImmutableList.CreateBuilder<TelemetryBlock>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                loaded.Add(new TelemetryBlock(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2), (byte[])reader.GetValue(3)));
            }
        }

        command.CommandText = "SELECT through_sequence FROM compaction";
        var compacted = Convert.ToInt64(command.ExecuteScalar(), null);
        var last = loaded.Count > 0 ? loaded[^1].Sequence : compacted;
        return new TelemetryTail(loaded.ToImmutable(), last, SeriesIndex.Load(connection));
    }

    public bool IsOlderThan(DateTimeOffset time) =>
        Blocks is { IsEmpty: false } all && all[0].LastAtMicros < UnixMicros.From(time);

    /// <summary>Commits the block, then shows it to readers.</summary>
    public void Append(SqliteConnection connection, TelemetryBlock block)
    {
        if (insert is null)
        {
            insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO blocks (sequence, last_at, records, data) VALUES ($sequence, $last_at, $records, $data)";
            insert.Parameters.Add("$sequence", SqliteType.Integer);
            insert.Parameters.Add("$last_at", SqliteType.Integer);
            insert.Parameters.Add("$records", SqliteType.Integer);
            insert.Parameters.Add("$data", SqliteType.Blob);
            insert.Prepare();
        }

        insert.Parameters[0].Value = block.Sequence;
        insert.Parameters[1].Value = block.LastAtMicros;
        insert.Parameters[2].Value = block.Records;
        insert.Parameters[3].Value = block.Data;
        lock (Series.Connection)
        {
            insert.ExecuteNonQuery();
        }

        insert.Parameters[3].Value = DBNull.Value;
        LastSequence = block.Sequence;
        Interlocked.Add(ref bytes, block.Data.Length);
        Volatile.Write(ref blocks, blocks.Add(block));
    }

    /// <summary>Forgets the blocks that compaction has put into chunks.</summary>
    public void Remove(ImmutableList<TelemetryBlock> compacted)
    {
        Interlocked.Add(ref bytes, -compacted.Sum(b => (long)b.Data.Length));
        Volatile.Write(ref blocks, blocks.RemoveRange(0, compacted.Count));
    }
}
