using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Ledger.Recording;

namespace Breakwater.Server.Http.Walk;

/// <summary>The ledger's entries about one use of a permit, and the notice to the owner if it is the first of its kind.</summary>
/// <param name="shown">The devices that a list has shown, asked when the entry is written.</param>
internal sealed class AnswerEntries(AccessLedger ledger, IAfterEntry touches, AccessFacts facts, Permit? permit, Func<IReadOnlyList<DeviceId>> shown)
{
    /// <summary>Returns the number of the entry; it is on disk.</summary>
    public async ValueTask<long> CommitAsync(int? status, long bytes)
    {
        var known = facts with { Status = status, BytesOut = bytes };
        var devices = shown();
        if (devices.Count > 0)
        {
            var entries = await ledger.ShownAsync(known, devices);
            await touches.NoteAsync(known, [.. devices.Zip(entries)]);
            return entries[0];
        }

        var entry = await ledger.PermittedAsync(known);
        if (permit is not null)
        {
            await touches.NoteAsync(known, [(permit.Device, entry)], permit);
        }

        return entry;
    }

    /// <summary>What more went out than the entry says.</summary>
    public ValueTask CommitRestAsync(int status, long bytes) => ledger.PermittedRestAsync(facts with { Status = status, BytesIn = 0, BytesOut = bytes });
}
