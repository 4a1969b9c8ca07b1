namespace Breakwater.Server.Ledger.Reach;

/// <summary>A page of entries, by their number in the ledger.</summary>
/// <param name="Next">Where the next page begins; null after the last one. That page may turn out to be empty.</param>
/// <param name="Approximate">Some of them may lie outside of the time asked for: the entries that would tell were pruned.</param>
internal sealed record FoundEntries(IReadOnlyList<long> Numbers, long? Next, bool Approximate);
