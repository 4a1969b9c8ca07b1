namespace Breakwater.Server.Ledger.Verification;

/// <summary>What came of computing everything again.</summary>
/// <param name="Fault">The first entry, tile, index or checkpoint that does not fit, in one line; null when all is well.</param>
/// <param name="Entries">Entries that were read and found right, from the first on.</param>
/// <param name="Away">Entries that were archived or pruned: of them only the tree was checked.</param>
/// <param name="Root">Of the tree over all entries, base64; null when there is a fault.</param>
/// <param name="SignedSize">Entries under the folder's own checkpoint; null when there is none.</param>
/// <param name="AgainstSize">Entries under the checkpoint that it was compared with; null when there was none.</param>
public sealed record VerificationReport(
    string? Fault, long Entries, long Away, string? Root, string? Origin, long? SignedSize, long? AgainstSize);
