using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Connecting;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Gateway.Wills;

/// <summary>Keeps wills until they are due or taken back.</summary>
internal sealed class WillStore(Database database)
{
    private static readonly Func<BreakwaterDbContext, DeviceId, bool> HasOne = EF.CompileQuery(
        (BreakwaterDbContext db, DeviceId device) => db.Set<WillRow>().Any(w => w.Device == device));

    /// <summary>Keeps the will, in the place of an earlier one; on disk when it returns.</summary>
    public Task SaveAsync(Permit permit, string connection, WillMessage will, DateTimeOffset due)
    {
        permit.Demand(DeviceAction.Connect);
        var row = new WillRow
        {
            Device = permit.Device,
            Connection = connection,
            Topic = will.Topic,
            Payload = will.Payload,
            Due = due,
            Credential = permit.Credential,
            AsOf = permit.AsOf,
        };
        return database.WriteAsync(permit.Guard, db =>
        {
            db.Set<WillRow>().Where(w => w.Device == row.Device).ExecuteDelete();
            db.Add(row);
            db.SaveChanges();
        });
    }

    /// <summary>The device is back before its will was due. Mostly it has left none, and nothing is written.</summary>
    public async Task CancelAsync(Permit permit)
    {
        permit.Demand(DeviceAction.Connect);
        await using (var db = database.Read())
        {
            if (!HasOne(db, permit.Device))
            {
                return;
            }
        }

        await database.WriteAsync(permit.Guard, db => db.Set<WillRow>().Where(w => w.Device == permit.Device).ExecuteDelete());
    }

    /// <summary>A newer connection had taken this one's place before it ended.</summary>
    public Task CancelAsync(Permit permit, string connection)
    {
        permit.Demand(DeviceAction.Connect);
        var device = permit.Device;
        return database.WriteAsync(db => db.Set<WillRow>().Where(w => w.Device == device && w.Connection == connection).ExecuteDelete());
    }

    /// <summary>Oldest first.</summary>
    public async Task<List<WillRow>> DueAsync(DateTimeOffset now, int most)
    {
        await using var db = database.Read();
        return await db.Set<WillRow>().Where(w => w.Due <= now).OrderBy(w => w.Due).Take(most).ToListAsync();
    }

    /// <summary>It has been published, or never will be.</summary>
    public Task RemoveAsync(WillRow will)
    {
        var (device, connection) = (will.Device, will.Connection);
        return database.WriteAsync(db => db.Set<WillRow>().Where(w => w.Device == device && w.Connection == connection).ExecuteDelete());
    }
}
