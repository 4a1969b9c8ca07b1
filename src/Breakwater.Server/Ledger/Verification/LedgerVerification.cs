using Breakwater.Server.Storage;
using Breakwater.Transparency;

namespace Breakwater.Server.Ledger.Verification;

/// <summary>Computes the ledger of a data folder again from its entries, and compares everything that is kept with that. It changes nothing, and needs no server.</summary>
public static class LedgerVerification
{
    /// <param name="against">A checkpoint that was kept elsewhere: the log must still have what was under it.</param>
    /// <param name="progress">Told how many entries are done.</param>
    public static VerificationReport Verify(DataFolder data, SignedCheckpoint? against, IProgress<long>? progress, CancellationToken cancellationToken) =>
        throw new InvalidOperationException();

    /// <summary>A receipt from a folder whose server may be stopped.</summary>
    /// <exception cref="LedgerDamagedException">The entry, or what proves it, does not verify.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry under the folder's checkpoint.</exception>
    public static Receipt Prove(DataFolder data, long entry) => throw new InvalidOperationException();
}
