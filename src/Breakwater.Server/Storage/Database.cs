using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Storage;

/// <summary>
/// The relational store. Reading takes a context that cannot write (SQLite opens the file read-only for it); writing goes through
/// <see cref="WriteAsync{T}(Func{BreakwaterDbContext, T}, CancellationToken)"/>, which commits many callers' units together and returns after the commit (law 9).
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly Readers readers;
    private readonly WriteQueue writes;

    private Database(Readers readers, WriteQueue writes)
    {
        this.readers = readers;
        this.writes = writes;
    }

    /// <summary>Opens the database, making or migrating it first.</summary>
    /// <exception cref="NewerSchemaException">A newer version wrote it.</exception>
    /// <exception cref="StoreUnavailableException">The file cannot be opened or written, or is damaged.</exception>
    public static async Task<Database> OpenAsync(DataFolder folder, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await SqliteStore.OpenWriterAsync(folder.Database, cancellationToken);
            var options = new DbContextOptionsBuilder<BreakwaterDbContext>().UseSqlite(connection).Options;
            var writer = new BreakwaterDbContext(options);
            var known = writer.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
            var unknown = (await writer.Database.GetAppliedMigrationsAsync(cancellationToken)).FirstOrDefault(m => !known.Contains(m));
            if (unknown is not null)
            {
                throw new NewerSchemaException(folder.Database, unknown);
            }

            await writer.Database.MigrateAsync(cancellationToken);
            return new Database(new Readers(folder.Database), new WriteQueue(connection, writer, loggers.CreateLogger<WriteQueue>()));
        }
        catch (SqliteException exception)
        {
            throw new StoreUnavailableException($"{folder.Database}: {exception.Message}", exception);
        }
    }

    /// <summary>A context for one read; it cannot write.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public BreakwaterDbContext Read() => readers.Rent();

    /// <summary>
    /// Runs the unit on the writer, alone, with everything committed before it visible, and returns once its changes are on disk. A unit that throws
    /// changes nothing and does not disturb the others of its batch. What it tracked is forgotten afterwards; it saves its own changes.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The commit failed; nothing of it happened.</exception>
    public Task<T> WriteAsync<T>(Func<BreakwaterDbContext, T> unit, CancellationToken cancellationToken = default) =>
        writes.EnqueueAsync(null, unit, null, null, cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}(Func{BreakwaterDbContext, T}, CancellationToken)"/>
    public Task WriteAsync(Action<BreakwaterDbContext> unit, CancellationToken cancellationToken = default) => WriteAsync(Returning(unit), cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}(Func{BreakwaterDbContext, T}, CancellationToken)"/>
    /// <param name="guard">Asked on the writer right before the unit runs.</param>
    /// <exception cref="GuardMovedException">The guard does not hold any more; nothing was done.</exception>
    public Task<T> WriteAsync<T>(IWriteGuard guard, Func<BreakwaterDbContext, T> unit, CancellationToken cancellationToken = default) =>
        writes.EnqueueAsync(guard, unit, null, null, cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}(IWriteGuard, Func{BreakwaterDbContext, T}, CancellationToken)"/>
    public Task WriteAsync(IWriteGuard guard, Action<BreakwaterDbContext> unit, CancellationToken cancellationToken = default) =>
        WriteAsync(guard, Returning(unit), cancellationToken);

    /// <summary>As the others, and tells on the writer's thread, before its next unit runs, that the unit is on disk.</summary>
    /// <param name="lost">Told instead when the unit ran and nobody knows whether its commit reached the disk.</param>
    internal Task<T> WriteAsync<T>(IWriteGuard? guard, Func<BreakwaterDbContext, T> unit, Action<T> committed, Action<T> lost) =>
        writes.EnqueueAsync(guard, unit, committed, lost, CancellationToken.None);

    private static Func<BreakwaterDbContext, bool> Returning(Action<BreakwaterDbContext> unit) => db =>
    {
        unit(db);
        return true;
    };

    /// <summary>Commits what is queued, then closes. The writer closes after whatever does not read any more, so that the write-ahead log is taken into the file and not left beside it.</summary>
    public async ValueTask DisposeAsync()
    {
        readers.Dispose();
        await writes.DisposeAsync();
    }
}
