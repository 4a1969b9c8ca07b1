using Microsoft.Data.Sqlite;

namespace Breakwater.Bench.Ledger;

/// <summary>The peer: an audit table as one would have it, SQLite with a write-ahead log and every commit synced, indexed by actor and by device.</summary>
internal static class SqliteTable
{
    public static async Task<AppendRun> RunAsync(string path, int entries, int group, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE audit (id INTEGER PRIMARY KEY, actor TEXT, device TEXT, entry BLOB); CREATE INDEX by_actor ON audit (actor); CREATE INDEX by_device ON audit (device)");
        await using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO audit (actor, device, entry) VALUES ($actor, $device, $entry)";
        var (actor, device, entry) = (insert.Parameters.Add("$actor", SqliteType.Text), insert.Parameters.Add("$device", SqliteType.Text), insert.Parameters.Add("$entry", SqliteType.Blob));
        entry.Value = new byte[LedgerAppends.EntryLength()];
        var groups = (entries + group - 1) / group;
        var latencies = new double[groups];
        var (cpu, started) = (Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
        for (var i = 0; i < groups; i++)
        {
            var at = TimeProvider.System.GetTimestamp();
            await using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var j = 0; j < group; j++)
            {
                (actor.Value, device.Value) = ($"{((i * group) + j) % 1000:x16}", $"{((i * group) + j) % 2000:x32}");
                await insert.ExecuteNonQueryAsync(cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            latencies[i] = TimeProvider.System.GetElapsedTime(at).TotalMilliseconds;
        }

        return new AppendRun((long)groups * group, groups, new FileInfo(path).Length, TimeProvider.System.GetElapsedTime(started), Environment.CpuUsage.TotalTime - cpu, latencies);
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // a constant of the caller
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
