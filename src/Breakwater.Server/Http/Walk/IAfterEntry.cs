using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Http.Walk;

/// <summary>What is to be done once a use of a permit is in the ledger, and before it is answered.</summary>
internal interface IAfterEntry
{
    /// <param name="entry">It is on disk, once for each device.</param>
    /// <param name="touched">The devices, and the numbers of the entries.</param>
    /// <param name="permit">Null for a list.</param>
    ValueTask NoteAsync(LedgerEntry<SubjectId> entry, IReadOnlyList<(DeviceId Device, long Entry)> touched, Permit? permit = null);
}
