using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Breakwater.Server.Storage;

/// <summary>
/// Contexts for reading, over connections that stay open between them: opening one registers the functions of EF Core with SQLite anew, which takes longer
/// and more memory than most reads.
/// </summary>
internal sealed class Readers(string path) : IDisposable
{
    /// <summary>
    /// Connections that are kept; what is open beyond them is closed after its read. Source: a read holds a thread, and a thread that reads waits for nobody, so
    /// more at once than cores are rare; up to 2 MB of SQLite's pages each, 32 MB in all.
    /// </summary>
    internal const int Kept = 16;

    private readonly PooledDbContextFactory<BreakwaterDbContext> contexts = new(
        new DbContextOptionsBuilder<BreakwaterDbContext>().UseSqlite().UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options);

    private readonly string connectionString = SqliteStore.ReaderConnectionString(path, pooling: false);
    private readonly ConcurrentBag<Loan> idle = [];
    private int places = Kept;
    private volatile bool isClosed;

    /// <summary>A context for one read. Disposed of, it comes back here.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public BreakwaterDbContext Rent()
    {
        if (idle.TryTake(out var loan))
        {
            Interlocked.Increment(ref places);
        }
        else
        {
            loan = new Loan(this, new SqliteConnection(connectionString));
        }

        try
        {
            var context = contexts.CreateDbContext();
            context.Borrow(loan);
            return context;
        }
        catch
        {
            loan.GiveBack();
            throw;
        }
    }

    /// <summary>Closes what is idle now, and what is in use when it comes back.</summary>
    public void Dispose()
    {
        // Before the look into the bag, as what comes back goes into the bag before it looks here: one of the two sees the other.
        isClosed = true;
        Interlocked.MemoryBarrier();
        while (idle.TryTake(out var loan))
        {
            loan.Connection.Dispose();
        }
    }

    private void TakeBack(Loan loan)
    {
        if (SqliteStore.IsReading(loan.Connection))
        {
            // Somebody left a read in the middle: whoever had the connection next would see the store as it was then.
            loan.Connection.Dispose();
            return;
        }

        if (Interlocked.Decrement(ref places) < 0)
        {
            Interlocked.Increment(ref places);
            loan.Connection.Dispose();
            return;
        }

        idle.Add(loan);
        Interlocked.MemoryBarrier();
        if (isClosed)
        {
            Dispose();
        }
    }

    /// <summary>A connection that one context has at a time.</summary>
    internal sealed class Loan
    {
        private readonly Readers home;

        public Loan(Readers home, SqliteConnection connection)
        {
            this.home = home;
            Connection = connection;
            connection.Open();
        }

        public SqliteConnection Connection { get; }

        public void GiveBack() => home.TakeBack(this);
    }
}
