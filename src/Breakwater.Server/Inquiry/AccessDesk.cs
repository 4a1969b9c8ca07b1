using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Access.Permits;
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
    /// <summary>Null: the cursor is not of this reader's list.</summary>
    public async Task<Page<DeviceAccess>?> ListAsync(Permit permit, bool withOwn, PageRequest page, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadAccesses);
        await log.SettleAsync();
        var self = await subjects.GetAsync(permit.Principal.ToString());
        var before = page.Cursor is { } cursor ? subjects.References.Open(EntryReference.Parse(cursor), self) : null;
        if (before is null && page.Cursor is not null)
        {
            return null;
        }

        var question = ReachQuestion.OfDevice(permit.Device) with { Except = withOwn ? default : self };
        var found = await Task.Run(
            () => EntryFinder.NewestFirst(question, LedgerReach.SourceOf(store), before, page.Limit, cancellationToken), cancellationToken);
        var entries = found.Numbers.Select(number => (Number: number, Entry: EntryJson.Read(store.ReadEntry(number)))).ToArray();
        var approvals = await ApprovalsAsync(entries.Select(e => e.Entry.Grant).OfType<string>(), cancellationToken);
        return new Page<DeviceAccess>(
            [.. entries.Select(e => Describe(subjects.References.Of(e.Number, self), e.Entry, e.Entry.Actor == self, approvals))],
            found.Next is { } next ? subjects.References.Of(next, self).ToString() : null);
    }

    /// <summary>The number of an entry of an access to the permit's device; null: the reference is to no such entry, or somebody else's.</summary>
    public ValueTask<long?> FindAsync(Permit permit, EntryReference reference)
    {
        permit.Demand(DeviceAction.ReadAccesses);
        return FindAsync(permit.Principal, reference, (entry, _) => entry.Device == permit.Device && entry.Type.IsAccess() && entry.Refusal is null);
    }

    /// <summary>The number of an entry of what the permit's principal did; null likewise.</summary>
    public ValueTask<long?> FindOwnAsync(FleetPermit permit, EntryReference reference)
    {
        permit.Demand(DeviceAction.ReadAccesses);
        return FindAsync(permit.Principal, reference, (entry, self) => entry.Actor == self);
    }

    private async ValueTask<long?> FindAsync(PrincipalId principal, EntryReference reference, Func<LedgerEntry<SubjectId>, SubjectId, bool> isMeant)
    {
        var self = await subjects.GetAsync(principal.ToString());
        await log.SettleAsync();
        if (subjects.References.Open(reference, self) is not { } number || number < 0 || number >= store.Size)
        {
            return null;
        }

        try
        {
            return isMeant(EntryJson.Read(store.ReadEntry(number)), self) ? number : null;
        }
        catch (SegmentAwayException)
        {
            return null;
        }
    }

    private static DeviceAccess Describe(EntryReference reference, LedgerEntry<SubjectId> entry, bool you, Dictionary<string, AccessApproval> approvals) => new(
        reference,
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
