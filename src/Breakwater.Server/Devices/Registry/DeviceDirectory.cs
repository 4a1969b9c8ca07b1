using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Devices.Presence;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Http.Walk;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Devices.Registry;

/// <summary>Lists devices, never beyond the permit's reach.</summary>
internal sealed class DeviceDirectory(Database database, AccessGate gate, ServerRun run) : IDeviceLookup
{
    /// <summary>A page in order of id; or, since it is whole pages or nothing, the limit that it would pass.</summary>
    public async Task<(Page<DeviceSummary>? Page, LimitHit? Limit)> ListAsync(
        FleetPermit permit, PageRequest request, DeviceState? state, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadDevice);
        await using var db = database.Read();
        var devices = db.Set<DeviceRecord>().AsQueryable();
        if (!permit.Reach.WholeFleet)
        {
            devices = devices.Where(DevicesInReach.Of(permit.Reach, db.Set<DeviceTagRow>()));
        }

        if (state is { } wanted)
        {
            devices = devices.Where(d => d.State == wanted);
        }

        if (request.Cursor is { } cursor)
        {
            devices = devices.Where(d => string.Compare((string)(object)d.Id, cursor) > 0);
        }

        var found = await devices.OrderBy(d => d.Id).Take(request.Limit + 1)
            .GroupJoin(db.Set<PresenceRecord>(), d => d.Id, p => p.Device, (d, ps) => new { Device = d, Presences = ps })
            .SelectMany(x => x.Presences.DefaultIfEmpty(), (x, p) => new { x.Device, Presence = p })
            .ToListAsync(cancellationToken);
        var page = request.ToPage(
            [.. found.OrderBy(f => f.Device.Id.ToString(), StringComparer.Ordinal).Select(f => Summarize(f.Device, f.Presence))],
            d => d.Id.ToString());
        var limit = await gate.ShowAsync(permit, [.. page.Items.Select(d => d.Id)]);
        return (limit is null ? page : null, limit);
    }

    /// <inheritdoc/>
    public async Task<DeviceId?> ResolveAsync(string idOrSerial, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        var isId = DeviceId.TryParse(idOrSerial, out var id);
        return await db.Set<DeviceRecord>()
            .Where(d => d.Serial == idOrSerial || (isId && d.Id == id))
            .Select(d => (DeviceId?)d.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(DeviceId device)
    {
        await using var db = database.Read();
        return await db.Set<DeviceRecord>().AnyAsync(d => d.Id == device);
    }

    private DeviceSummary Summarize(DeviceRecord device, PresenceRecord? presence) => new(
        device.Id,
        device.Serial,
        device.Model,
        device.State,
        presence is { Connected: true } && presence.Run == run.Id,
        presence?.At);
}
