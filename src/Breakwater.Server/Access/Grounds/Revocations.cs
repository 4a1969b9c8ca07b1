using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Access.Grounds;

/// <summary>
/// The only way to end something that permits stand on. When it returns, the ending is on disk, known to every use, and nothing that rested on it is being done
/// any more (law 6): committed, applied on the writer before its next unit, every lease looked at, every section that began before over, and the telemetry that
/// those sections had appended committed or failed.
/// </summary>
internal sealed class Revocations
{
    /// <summary>Endings at rest. What is older than the newest 65,536 is asked again anyway.</summary>
    private const long Kept = GroundTable.Most;

    /// <summary>Law 6 leaves a second from the call on, the commit among it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    private readonly Database database;
    private readonly GroundTable table;
    private readonly LeaseScan scan;
    private readonly TelemetryLog telemetry;
    private readonly TimeProvider time;
    private readonly ILogger<Revocations> logger;
    private long last;

    public Revocations(
        Database database, GroundTable table, LeaseScan scan, TelemetryLog telemetry, TimeProvider time, ILogger<Revocations> logger)
    {
        this.database = database;
        this.table = table;
        this.scan = scan;
        this.telemetry = telemetry;
        this.time = time;
        this.logger = logger;
        last = table.Applied;
    }

    /// <summary>The highest number that has been given.</summary>
    public static long LastNumber(Database database)
    {
        using var db = database.Read();
        return db.Set<EndingRow>().Max(e => (long?)e.Number) ?? 0;
    }

    /// <summary>Runs the unit, which may run again, and what it ends through the scope is numbered in its commit.</summary>
    /// <param name="guard">What the unit itself rests on; null: nothing.</param>
    /// <exception cref="StoreUnavailableException">The commit failed. Whoever rests on what was to end is asked again, since nobody knows how much of it happened.</exception>
    /// <exception cref="GuardMovedException">Nothing was done.</exception>
    public async Task<Revoked<T>> EndAsync<T>(Func<RevocationScope, BreakwaterDbContext, T> unit, IWriteGuard? guard = null)
    {
        var at = time.GetUtcNow();
        var (value, endings, number) = await database.WriteAsync(
            guard, db => Run(unit, db, at), done => Apply(done.Endings, done.Number), lost => Apply([.. lost.Endings.Select(e => e with { IsFinal = false })], lost.Number));
        if (number == 0)
        {
            return new Revoked<T>(value, 0, 0);
        }

        var unconfirmed = await UnconfirmedAsync(endings);
        if (unconfirmed > 0)
        {
            GroundsLog.Unconfirmed(logger, unconfirmed, number);
        }

        return new Revoked<T>(value, number, unconfirmed);
    }

    /// <summary>How many uses of what ended with this number are still in the middle of something. Null: there is no such ending, or it is long ago.</summary>
    public async Task<int?> UnconfirmedAsync(long number)
    {
        Ground[] grounds;
        await using (var db = database.Read())
        {
            grounds = [.. (await db.Set<EndingRow>().Where(e => e.Number == number).Select(e => e.Ground).ToListAsync()).Select(g => new Ground(g))];
        }

        return grounds.Length == 0 ? null : scan.CountLeaving(grounds) + await UnsettledAsync();
    }

    /// <summary>
    /// The pass, and after it the telemetry, since a section that was waited for may have appended to the batch that is gathering. All of it within one patience.
    /// </summary>
    private async Task<int> UnconfirmedAsync(Ending[] endings)
    {
        try
        {
            return await OverAsync([.. endings.Select(e => e.Ground)]).WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            return Math.Max(1, scan.CountLeaving([.. endings.Select(e => e.Ground)]));
        }
    }

    private async Task<int> OverAsync(Ground[] grounds)
    {
        var inside = await scan.PassAsync(grounds);
        await telemetry.SettledAsync();
        return inside;
    }

    private (T Value, Ending[] Endings, long Number) Run<T>(Func<RevocationScope, BreakwaterDbContext, T> unit, BreakwaterDbContext db, DateTimeOffset at)
    {
        var scope = RevocationScope.Maker.Make();
        var value = unit(scope, db);
        if (scope.Endings.Count == 0)
        {
            return (value, [], 0);
        }

        // Not the database's own counter: a number that was used in memory after a commit of unknown outcome must never come again.
        var number = ++last;
        db.AddRange(scope.Endings.Select((e, i) => new EndingRow
        {
            Number = number,
            Part = i,
            Ground = e.Ground.Value,
            IsFinal = e.IsFinal,
            At = at,
        }));
        db.SaveChanges();
        var oldest = number - Kept;
        if (number % 64 == 0)
        {
            db.Set<EndingRow>().Where(e => e.Number <= oldest).ExecuteDelete();
        }

        return (value, [.. scope.Endings], number);
    }

    private void Apply(Ending[] endings, long number)
    {
        // A unit that ended nothing has no number.
        if (number > 0)
        {
            table.Apply(endings, number);
        }
    }

    /// <summary>1: what has been appended is not on disk in time.</summary>
    private async Task<int> UnsettledAsync()
    {
        try
        {
            await telemetry.SettledAsync().WaitAsync(Patience, TimeProvider.System);
            return 0;
        }
        catch (TimeoutException)
        {
            return 1;
        }
    }
}
