using System.Collections.Concurrent;
using Breakwater.Contracts;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Devices.Live;
using Breakwater.Server.Http.Walk;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Inquiry.Notices;

/// <summary>Notices when an operator or a service touches a device for the first time, so that its owners hear of it: in their notices, and live.</summary>
internal sealed class FirstTouches(Database database, LiveFeeds feeds, TimeProvider time) : IAfterEntry
{
    /// <summary>Pairs of device and accessor held in memory. Source: some 100 bytes each.</summary>
    internal int Cached { get; init; } = 100_000;

    internal int Known => known.Count;

    private readonly ConcurrentDictionary<(DeviceId Device, string Accessor), byte> known = [];

    /// <inheritdoc/>
    /// <param name="permit">For whoever watches the device; null for a list, which shows too little to be worth it.</param>
    public async ValueTask NoteAsync(LedgerEntry<SubjectId> entry, IReadOnlyList<(DeviceId Device, long Entry)> touched, Permit? permit = null)
    {
        if (entry.Actor is not { } actor || entry.Role is not ("operator" or "service"))
        {
            return;
        }

        var accessor = actor.ToString();
        var candidates = touched.Where(t => !known.ContainsKey((t.Device, accessor))).ToArray();
        if (candidates.Length == 0)
        {
            return;
        }

        // As the ledger keeps times.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var notices = candidates.Select(t => new NoticeRecord
        {
            Device = t.Device,
            Accessor = accessor,
            Role = entry.Role,
            Operation = entry.Operation,
            Case = entry.Case,
            At = now,
            Entry = t.Entry,
        }).ToArray();
        var added = await database.WriteAsync(db => notices.Where(n => n.TryAdd(db)).ToArray());
        if (known.Count + candidates.Length > Cached)
        {
            known.Clear();
        }

        foreach (var (device, _) in candidates)
        {
            known.TryAdd((device, accessor), 0);
        }

        if (permit is not null && added.Length > 0 && feeds.IsWatched(permit, LiveEvents.Access))
        {
            feeds.Publish(permit, LiveItem.Of(LiveEvents.Access, added[0].ToContract(entry: null), ContractsJson.Default.AccessNotice));
        }
    }
}
