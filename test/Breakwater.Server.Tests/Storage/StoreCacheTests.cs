using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Breakwater.Server.Tests.Storage;

/// <summary>What SQLite keeps of a file in memory has a bound, whoever makes it read and write all of it.</summary>
public sealed class StoreCacheTests : IDisposable
{
    private const int Megabyte = 1024 * 1024;

    private readonly string folder = RunningServer.NewFolder();

    public void Dispose() => RunningServer.Delete(folder);

    [Fact]
    public async Task FileOfMoreThanTheCache_IsReadAndWrittenWhole_WithinIt()
    {
        var path = Path.Combine(folder, "store.db");
        await using var writer = await SqliteStore.OpenWriterAsync(path, TestContext.Current.CancellationToken);
        await SqliteFile.ExecuteAsync(writer, "CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)");
        await SqliteFile.ExecuteAsync(writer, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO t SELECT i, randomblob(1000000) FROM n");
        await SqliteFile.ExecuteAsync(writer, "SELECT sum(length(b)) FROM t");

        // The pages, and what SQLite needs to know where they are.
        Assert.InRange(UsedBy(writer), 32 * Megabyte, 72 * Megabyte);

        await using var reader = new SqliteConnection(SqliteStore.ReaderConnectionString(path, pooling: false));
        await reader.OpenAsync(TestContext.Current.CancellationToken);
        await SqliteFile.ExecuteAsync(reader, "SELECT sum(length(b)) FROM t");
        Assert.InRange(UsedBy(reader), 1, 3 * Megabyte);
    }

    /// <summary>https://www.sqlite.org/c3ref/c_dbstatus_options.html</summary>
    private static int UsedBy(SqliteConnection connection)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_db_status(connection.Handle, raw.SQLITE_DBSTATUS_CACHE_USED, out var used, out _, 0));
        return used;
    }
}
