namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>The segment has more than an index file may hold. Without an index its entries themselves are searched.</summary>
public sealed class SegmentTooWideException(string what, long limit) : Exception($"The segment has more than {limit} {what}, which no index holds.");
