using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Breakwater.Server.Storage;

/// <summary>How Breakwater opens SQLite files: write-ahead log, every commit synced to disk (https://www.sqlite.org/pragma.html#pragma_synchronous).</summary>
internal static class SqliteStore
{
    public static async Task<SqliteConnection> OpenWriterAsync(string path, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();

        // 64 MB of pages: importing 100,000 devices touches every index at random, and takes half the time with them in memory. cell_size_check and the integrity of the header are read at once, so that a damaged file is named at the start and not at noon.
        command.CommandText =
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            PRAGMA cache_size = -65536;
            PRAGMA trusted_schema = OFF;
            PRAGMA cell_size_check = ON;
            PRAGMA quick_check(1);
            """;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            do
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    var answer = reader.GetValue(0).ToString();
                    if (answer is not ("ok" or "wal"))
                    {
                        throw new StoreUnavailableException($"{path} is damaged: {answer}. Restore it from a backup.");
                    }
                }
            }
            while (await reader.NextResultAsync(cancellationToken));
        }

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return connection;
    }

    /// <summary>A read that has not come to its end holds the connection at the store's state of when it began.</summary>
    public static bool IsReading(SqliteConnection connection) => connection.Handle is { } handle && TransactionState(handle, IntPtr.Zero) != 0;

    /// <summary>https://www.sqlite.org/c3ref/txn_state.html, which SQLitePCLRaw does not offer.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_txn_state", ExactSpelling = true)]
    private static extern int TransactionState(SafeHandle connection, IntPtr anySchema);

    /// <summary>For connections that cannot write.</summary>
    /// <param name="pooling">Whether closing leaves them open for the next.</param>
    public static string ReaderConnectionString(string path, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadOnly,
        Pooling = pooling,
    }.ToString();
}
