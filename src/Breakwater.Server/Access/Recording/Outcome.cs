using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Access.Recording;

/// <summary>
/// What is about to come of an act, ready for the ledger: pseudonyms in the place of names, texts sealed. The act's own unit puts it into the outbox, so that it
/// is done and told of, or neither.
/// </summary>
/// <param name="Id">Made before the act; stands in the entry, so that none is entered twice.</param>
/// <param name="At">When it was made, right before the act.</param>
/// <param name="After">Entries that the ledger had then: its own comes behind them.</param>
internal sealed record Outcome(string Id, DateTimeOffset At, long After, LedgerEntry<SubjectId> Entry)
{
    /// <summary>The detail by which an entry is known again.</summary>
    public const string Detail = "outbox";

    /// <summary>Inside the unit that acts. The unit saves its changes.</summary>
    public void Put(BreakwaterDbContext db) => db.Add(OutboxRow.Of(this));
}
