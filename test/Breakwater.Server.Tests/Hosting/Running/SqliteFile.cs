using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Breakwater.Server.Tests.Hosting.Running;

/// <summary>A database as somebody beside the server sees it: to look, to break, to hold up.</summary>
internal static class SqliteFile
{
    public static async Task<SqliteConnection> OpenAsync(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    [SuppressMessage("Security", "CA2100", Justification = "The statements are those of the tests.")]
    public static async Task<object?> ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<object?> ExecuteAsync(string path, string sql)
    {
        await using var connection = await OpenAsync(path);
        return await ExecuteAsync(connection, sql);
    }
}
