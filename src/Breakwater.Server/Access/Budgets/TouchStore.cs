using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Access.Budgets;

/// <summary>Touches at rest.</summary>
internal sealed class TouchStore(Database database)
{
    /// <summary>Rows of the past that a write takes along, so that they do not gather.</summary>
    private const int SweptAtOnce = 8;

    private static readonly Func<BreakwaterDbContext, PrincipalId, long?> MarkOf = EF.CompileQuery(
        (BreakwaterDbContext db, PrincipalId principal) => db.Set<TouchMark>().Where(m => m.Principal == principal).Select(m => (long?)m.Mark).FirstOrDefault());

    private static readonly Func<BreakwaterDbContext, PrincipalId, bool> HasGrant = EF.CompileQuery(
        (BreakwaterDbContext db, PrincipalId principal) => db.Set<GrantRecord>().Any(g => g.Principal == principal));

    public async Task<(long Mark, IReadOnlyList<TouchRow> Rows)> ReadAsync(PrincipalId principal, DateTimeOffset now)
    {
        await using var db = database.Read();

        // The mark first: what is written in between is among the rows, or makes the next write fail.
        var mark = await db.Set<TouchMark>().Where(m => m.Principal == principal).Select(m => (long?)m.Mark).FirstOrDefaultAsync() ?? 0;
        return (mark, await db.Set<TouchRow>().Where(t => t.Principal == principal && t.Until > now).ToListAsync());
    }

    /// <summary>False: somebody else has written since <paramref name="known"/>, or the principal is nobody any more; nothing was done.</summary>
    /// <param name="next">Made before, so that a unit that runs again knows its own work.</param>
    public Task<bool> WriteAsync(PrincipalId principal, long known, long next, IReadOnlyList<NewTouch> touches, DateTimeOffset now) => database.WriteAsync(db =>
    {
        var mark = MarkOf(db, principal) ?? 0;
        if (mark != known)
        {
            return mark == next;
        }

        // Of whoever was erased meanwhile nothing is written down again.
        if (principal.Kind != PrincipalKind.Operator && !HasGrant(db, principal))
        {
            return false;
        }

        var name = principal.ToString();
        foreach (var touch in touches)
        {
            Write(db, name, touch);
        }

        Mark(db, name, next, UnixMicros.From(now));
        return true;
    });

    /// <summary>Forgets what does not count any more.</summary>
    public Task SweepAsync(DateTimeOffset now) => database.WriteAsync(db => { db.Set<TouchRow>().Where(t => t.Until <= now).ExecuteDelete(); });

#pragma warning disable RS0030 // one statement for a row that may or may not be there: read and written apart, each first touch would cost the writer four times as much
    /// <summary>Never earlier than it was: another activation may still rely on what it wrote.</summary>
    private static void Write(BreakwaterDbContext db, string principal, NewTouch touch) => db.Database.ExecuteSql(
        $"""
        INSERT INTO touches ("Principal", "Device", "Scope", "At", "Until")
        VALUES ({principal}, {touch.Device.ToString()}, {touch.Scope}, {UnixMicros.From(touch.At)}, {UnixMicros.From(touch.Until)})
        ON CONFLICT ("Principal", "Device", "Scope") DO UPDATE SET "At" = max("At", excluded."At"), "Until" = max("Until", excluded."Until")
        """);

    /// <summary>And takes some rows of the past along.</summary>
    private static void Mark(BreakwaterDbContext db, string principal, long next, long now) => db.Database.ExecuteSql(
        $"""
        INSERT INTO touch_marks ("Principal", "Mark") VALUES ({principal}, {next}) ON CONFLICT ("Principal") DO UPDATE SET "Mark" = excluded."Mark";
        DELETE FROM touches WHERE rowid IN (SELECT rowid FROM touches WHERE "Until" <= {now} ORDER BY "Until" LIMIT {SweptAtOnce})
        """);
#pragma warning restore RS0030
}

/// <summary>What is to be written of a touch; see <see cref="TouchRow"/>.</summary>
internal sealed record NewTouch(DeviceId Device, string Scope, DateTimeOffset At, DateTimeOffset Until);
