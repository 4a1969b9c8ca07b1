using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Recording;

namespace Breakwater.Server.Http.Walk;

/// <summary>The ledger's entries about one use of a permit, and the notice to the owner if it is the first of its kind.</summary>
internal sealed class AnswerEntries(AccessLedger ledger, IAfterEntry touches, RequestWalk walk)
{
    /// <summary>Returns the caller's reference to the entry, which is on disk.</summary>
    public async ValueTask<EntryReference> CommitAsync(int? status, long bytes) =>
        await ledger.ReferAsync(await EnterAsync(status, bytes), walk.Principal!.Id.ToString());

    /// <summary>What more went out than the entry says.</summary>
    public ValueTask CommitRestAsync(int status, long bytes) =>
        ledger.PermittedRestAsync(walk.ToFacts() with { Status = status, BytesIn = 0, BytesOut = bytes });

    private async ValueTask<long> EnterAsync(int? status, long bytes)
    {
        var facts = walk.ToFacts() with { Status = status, BytesOut = bytes };
        if (walk.FleetPermit is { Shown: { Count: > 0 } devices })
        {
            var entries = await ledger.ShownAsync(facts, devices);
            await touches.NoteAsync(facts, [.. devices.Zip(entries)]);
            return entries[0];
        }

        var entry = await ledger.PermittedAsync(facts);
        if (walk.Permit is { } permit)
        {
            await touches.NoteAsync(facts, [(permit.Device, entry)], permit);
        }

        return entry;
    }
}
