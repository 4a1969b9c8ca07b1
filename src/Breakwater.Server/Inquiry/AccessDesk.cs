using System.Globalization;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach;
using Breakwater.Server.Ledger.Subjects;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Inquiry;

/// <summary>Tells an owner who accessed a device: what they are, not who they are.</summary>
internal sealed class AccessDesk(LedgerStore store, LedgerLog log, SubjectDirectory subjects, Database database)
{
    public async Task<Page<DeviceAccess>> ListAsync(Permit permit, bool withOwn, PageRequest page, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadAccesses);
        await log.SettleAsync();
        var self = await subjects.GetAsync(permit.Principal.ToString());
        long? before = page.Cursor is { } cursor ? long.Parse(cursor, CultureInfo.InvariantCulture) : null;
        var question = ReachQuestion.OfDevice(permit.Device) with { Except = withOwn ? default : self };
        var found = await Task.Run(
            () => EntryFinder.NewestFirst(question, LedgerReach.SourceOf(store), before, page.Limit, cancellationToken), cancellationToken);
        var entries = found.Numbers.Select(number => (Number: number, Entry: EntryJson.Read(store.ReadEntry(number)))).ToArray();
        var approvals = await ApprovalsAsync(entries.Select(e => e.Entry.Grant).OfType<string>(), cancellationToken);
        return new Page<DeviceAccess>(
            [.. entries.Select(e => Describe(e.Number, e.Entry, e.Entry.Actor == self, approvals))], found.Next?.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Whether the entry is of an access to the permit's device.</summary>
    public async ValueTask<bool> ConcernsAsync(Permit permit, long number)
    {
        permit.Demand(DeviceAction.ReadAccesses);
        await log.SettleAsync();
        if (number < 0 || number >= store.Size)
        {
            return false;
        }

        try
        {
            var entry = EntryJson.Read(store.ReadEntry(number));
            return entry.Device == permit.Device && entry.Type.IsAccess() && entry.Refusal is null;
        }
        catch (SegmentAwayException)
        {
            return false;
        }
    }

    private static DeviceAccess Describe(long number, LedgerEntry entry, bool you, Dictionary<string, AccessApproval> approvals) => new(
        number,
        entry.Time,
        entry.Role,
        you,
        entry.Operation,
        entry.WayIn ?? "",
        entry.Case,
        entry.Grant is { } grant ? approvals.GetValueOrDefault(grant) : null,
        entry.Status,
        entry.BytesIn + entry.BytesOut,
        entry.Count);

    private async Task<Dictionary<string, AccessApproval>> ApprovalsAsync(IEnumerable<string> grants, CancellationToken cancellationToken)
    {
        var ids = grants.Distinct().ToArray();
        await using var db = database.Read();
        return (await db.Set<GrantRecord>().Where(g => ids.Contains(g.Id)).ToListAsync(cancellationToken)).ToDictionary(
            g => g.Id,
            g => new AccessApproval(g.Id, g.ApprovedBy is { } approver ? approver.Kind.ToString().ToLowerInvariant() : null, g.CreatedAt, g.Reason));
    }
}
