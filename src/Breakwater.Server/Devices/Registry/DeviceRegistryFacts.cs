using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Grants.Groups;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Devices.Registry;

/// <summary>See <see cref="ReadDeviceFacts"/>.</summary>
internal sealed class DeviceRegistryFacts(Database database)
{
    public async ValueTask<IReadOnlyDictionary<DeviceId, DeviceFacts>> ReadAsync(IReadOnlyList<DeviceId> devices)
    {
        var wanted = devices.ToArray();
        await using var db = database.Read();
        var rows = await db.Set<DeviceRecord>().Where(d => wanted.Contains(d.Id))
            .SelectMany(
                d => db.Set<DeviceTagRow>().Where(t => t.Device == d.Id).DefaultIfEmpty(),
                (d, t) => new { d.Id, d.Model, Tag = t == null ? null : t.Tag })
            .ToListAsync();
        return rows.GroupBy(r => r.Id).ToDictionary(
            g => g.Key, g => new DeviceFacts(g.First().Model, g.Select(r => r.Tag).OfType<string>().ToHashSet(StringComparer.Ordinal)));
    }
}
