using System.Globalization;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Devices.Live;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Devices.Events;

/// <summary>What happened on a device, its last events.</summary>
internal sealed partial class EventStore(Database database, LiveFeeds feeds, DeviceLimits limits, TimeProvider time)
{
    /// <summary>Keeps the event; on disk when it returns.</summary>
    public async Task AddAsync(Permit permit, string name, byte[] payload, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.PublishEvent);
        var (device, now) = (permit.Device, time.GetUtcNow());
        var id = await database.WriteAsync(
            permit.Guard,
            db =>
            {
                var id = (db.Set<Row>().Where(e => e.Device == device).Max(e => (long?)e.Id) ?? 0) + 1;
                db.Add(NewRecord(id));
                db.SaveChanges();
                if (id % 64 == 0)
                {
                    Forget(db, device);
                }

                return id;
            },
            cancellationToken);
        if (feeds.IsWatched(permit, LiveEvents.Event))
        {
            feeds.Publish(permit, LiveItem.Of(LiveEvents.Event, NewRecord(id).ToAnswer(), EventsJson.Default.EventAnswer));
        }

        Row NewRecord(long number) => new() { Device = device, Id = number, Name = name, At = now, Payload = payload };
    }

    /// <summary>Newest first.</summary>
    public async Task<Page<EventAnswer>> ListAsync(Permit permit, PageRequest page, PageRoom room, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadEvents);
        var before = page.Cursor is { } cursor ? long.Parse(cursor, CultureInfo.InvariantCulture) : long.MaxValue;
        using var turn = await room.EnterAsync(cancellationToken);
        await using var db = database.Read();
        var rows = db.Set<Row>().Where(e => e.Device == permit.Device && e.Id < before)
            .OrderByDescending(e => e.Id).Take(page.Limit + 1).AsAsyncEnumerable();
        return await page.FillAsync(
            rows, room, e => e.Payload.Length, e => e.ToAnswer(), e => e.Id.ToString(CultureInfo.InvariantCulture), cancellationToken);
    }

    private void Forget(BreakwaterDbContext db, DeviceId device)
    {
        var last = db.Set<Row>().Where(e => e.Device == device).OrderByDescending(e => e.Id)
            .Skip(limits.EventHistory).Select(e => (long?)e.Id).FirstOrDefault();
        if (last is { } forgotten)
        {
            db.Set<Row>().Where(e => e.Device == device && e.Id <= forgotten).ExecuteDelete();
        }
    }
}
