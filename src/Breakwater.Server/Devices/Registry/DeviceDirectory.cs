using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Permits;
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
        var devices = Select(db, request, state);
        if (!permit.Reach.WholeFleet)
        {
            devices = devices.Where(DevicesInReach.Of(permit.Reach, db.Set<DeviceTagRow>()));
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

    /// <summary>A page in order of id of what the registry itself says; the certificates are for others to say.</summary>
    public async Task<Page<DeviceStanding>> ListStandingAsync(
        FleetPermit permit, PageRequest request, DeviceState? state, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ListStanding);
        await using var db = database.Read();
        var found = await Select(db, request, state).OrderBy(d => d.Id).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return request.ToPage([.. found.Select(d => new DeviceStanding(d.Id, d.Serial, d.Model, d.State))], d => d.Id.ToString());
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeviceId?>> ResolveAsync(FleetPermit permit, IReadOnlyList<string> named, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ManageAccess);
        await using var db = database.Read();
        DeviceId[] ids = [.. named.Select(n => DeviceId.TryParse(n, out var id) ? id : (DeviceId?)null).OfType<DeviceId>()];
        var known = await db.Set<DeviceRecord>().Where(d => named.Contains(d.Serial) || ids.Contains(d.Id)).Select(d => new { d.Id, d.Serial }).ToListAsync(cancellationToken);
        var byName = known.ToDictionary(d => d.Id.ToString(), d => d.Id);
        known.ForEach(d => byName.TryAdd(d.Serial, d.Id));
        return [.. named.Select(n => byName.TryGetValue(n, out var id) ? id : (DeviceId?)null)];
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

    private static IQueryable<DeviceRecord> Select(BreakwaterDbContext db, PageRequest request, DeviceState? state)
    {
        var devices = db.Set<DeviceRecord>().AsQueryable();
        if (state is { } wanted)
        {
            devices = devices.Where(d => d.State == wanted);
        }

        return request.Cursor is { } cursor ? devices.Where(d => string.Compare((string)(object)d.Id, cursor) > 0) : devices;
    }

    private DeviceSummary Summarize(DeviceRecord device, PresenceRecord? presence) => new(
        device.Id,
        device.Serial,
        device.Model,
        device.State,
        presence is { Connected: true } && presence.Run == run.Id,
        presence?.At);
}
