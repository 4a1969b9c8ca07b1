using Microsoft.Data.Sqlite;

namespace Breakwater.Server.Storage.Telemetry;

/// <summary>The telemetry database: an append-only log of blocks, and the compressed chunks that compaction makes of them.</summary>
internal static class TelemetrySchema
{
    /// <summary>The version that the statements below leave behind.</summary>
    private const int Version = 1;

    /// <exception cref="NewerSchemaException">A newer version wrote it.</exception>
    public static void Ensure(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var version = Convert.ToInt32(command.ExecuteScalar(), null);
        if (version > Version)
        {
            throw new NewerSchemaException(path, $"telemetry {version}");
        }

        command.CommandText =
            """
            BEGIN IMMEDIATE;
            CREATE TABLE IF NOT EXISTS series (
                id INTEGER PRIMARY KEY, device TEXT NOT NULL, stream TEXT NOT NULL, UNIQUE (device, stream)) STRICT;
            CREATE TABLE IF NOT EXISTS blocks (
                sequence INTEGER PRIMARY KEY, last_at INTEGER NOT NULL, records INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
            CREATE TABLE IF NOT EXISTS chunks (
                series INTEGER NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, sequence INTEGER NOT NULL,
                records INTEGER NOT NULL, raw_length INTEGER NOT NULL, data BLOB NOT NULL,
                PRIMARY KEY (series, last_at, sequence)) STRICT, WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS chunks_by_age ON chunks (last_at);
            CREATE TABLE IF NOT EXISTS compaction (through_sequence INTEGER NOT NULL) STRICT;
            INSERT INTO compaction SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM compaction);
            PRAGMA user_version = 1;
            COMMIT;
            """;
        command.ExecuteNonQuery();
    }
}
