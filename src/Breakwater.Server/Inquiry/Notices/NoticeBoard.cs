using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Ledger.Subjects;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Inquiry.Notices;

/// <summary>Shows the notices of the devices within the permit's reach.</summary>
internal sealed class NoticeBoard(Database database, SubjectDirectory subjects)
{
    /// <summary>Newest first. Null: the cursor is not of this reader's list.</summary>
    public async Task<Page<AccessNotice>?> ListAsync(FleetPermit permit, PageRequest page, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadAccesses);
        var reach = permit.Reach.Devices.ToArray();
        var self = await subjects.GetAsync(permit.Principal.ToString());
        if ((page.Cursor is { } cursor ? subjects.References.Open(EntryReference.Parse(cursor), self) : long.MaxValue) is not { } before)
        {
            return null;
        }

        await using var db = database.Read();
        var found = await db.Set<NoticeRecord>().Where(n => reach.Contains(n.Device) && n.Entry < before)
            .OrderByDescending(n => n.Entry).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return page.ToPage([.. found.Select(n => n.ToContract(subjects.References.Of(n.Entry, self)))], n => n.Entry!.Value.ToString());
    }
}
