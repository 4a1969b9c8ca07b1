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
        var mark = db.Set<TouchMark>().FirstOrDefault(m => m.Principal == principal);
        if ((mark?.Mark ?? 0) != known)
        {
            return mark?.Mark == next;
        }

        // Of whoever was erased meanwhile nothing is written down again.
        if (!db.Set<GrantRecord>().Any(g => g.Principal == principal))
        {
            return false;
        }

        if (mark is null)
        {
            db.Add(new TouchMark { Principal = principal, Mark = next });
        }
        else
        {
            mark.Mark = next;
        }

        foreach (var touch in touches)
        {
            Write(db, principal, touch);
        }

        db.RemoveRange(db.Set<TouchRow>().Where(t => t.Until <= now).OrderBy(t => t.Until).Take(SweptAtOnce).AsEnumerable().Where(t => db.Entry(t).State == EntityState.Unchanged));
        db.SaveChanges();
        return true;
    });

    /// <summary>Forgets what does not count any more.</summary>
    public Task SweepAsync(DateTimeOffset now) => database.WriteAsync(db => { db.Set<TouchRow>().Where(t => t.Until <= now).ExecuteDelete(); });

    private static void Write(BreakwaterDbContext db, PrincipalId principal, NewTouch touch)
    {
        if (db.Set<TouchRow>().Find(principal, touch.Device, touch.Scope) is { } row)
        {
            // Never earlier: another activation may still rely on what it wrote.
            row.At = row.At > touch.At ? row.At : touch.At;
            row.Until = row.Until > touch.Until ? row.Until : touch.Until;
        }
        else
        {
            db.Add(new TouchRow { Principal = principal, Device = touch.Device, Scope = touch.Scope, At = touch.At, Until = touch.Until });
        }
    }
}

/// <summary>What is to be written of a touch; see <see cref="TouchRow"/>.</summary>
internal sealed record NewTouch(DeviceId Device, string Scope, DateTimeOffset At, DateTimeOffset Until);
