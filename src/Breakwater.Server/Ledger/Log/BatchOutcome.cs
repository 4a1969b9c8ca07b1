using Breakwater.Server.Storage;

namespace Breakwater.Server.Ledger.Log;

/// <summary>What came of a batch: the first of its entries are in the log, as many as <paramref name="Count"/>.</summary>
/// <param name="First">The number of the first.</param>
/// <param name="Failure">Why the others are not.</param>
internal sealed record BatchOutcome(long First, int Count, Exception? Failure = null)
{
    /// <summary>The number of the entry at a place of the batch.</summary>
    /// <exception cref="StoreUnavailableException">It is not in the log.</exception>
    public long NumberOf(int place) => place < Count ? First + place
        : throw (Failure as StoreUnavailableException ?? new StoreUnavailableException($"The ledger could not commit: {Failure?.Message}", Failure));
}
