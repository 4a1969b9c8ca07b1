using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Ledger.Recording;

namespace Breakwater.Server.Http.Walk;

/// <summary>What is to be done once a use of a permit is in the ledger, and before it is answered.</summary>
internal interface IAfterEntry
{
    /// <param name="touched">The devices, and the numbers of the ledger's entries, which are on disk.</param>
    /// <param name="permit">Null for a list.</param>
    ValueTask NoteAsync(AccessFacts facts, IReadOnlyList<(DeviceId Device, long Entry)> touched, Permit? permit = null);
}
