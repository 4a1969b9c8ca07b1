using System.Diagnostics.Metrics;
using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.Ledger.Running;

/// <summary>Counts, read when somebody watches.</summary>
internal sealed class LedgerMetrics
{
    private static readonly Metric Size = new("breakwater.ledger.size", "{entry}", "Entries on disk.");
    private static readonly Metric Commits = new("breakwater.ledger.commits", "{commit}", "Syncs that entries shared.");
    private static readonly Metric Failures = new("breakwater.ledger.failures", "{commit}", "Commits that failed; what they were about was refused.");
    private static readonly Metric Unsigned = new("breakwater.ledger.unsigned", "{entry}", "Entries that are under no checkpoint yet; for longer than a second, something is wrong.");
    private static readonly Metric Signing = new("breakwater.ledger.signing", null, "1: checkpoints are signed; 0: they are not, see `breakwater ledger status`.");

    public LedgerMetrics(IMeterFactory meters, LedgerLog log, LedgerStore store, CheckpointSigner signer)
    {
        var meter = meters.Create("Breakwater.Ledger");
        meter.CreateObservableGauge(Size.Name, () => store.Size, Size.Unit, Size.Meaning);
        meter.CreateObservableCounter(Commits.Name, () => log.Commits, Commits.Unit, Commits.Meaning);
        meter.CreateObservableCounter(Failures.Name, () => log.Failures, Failures.Unit, Failures.Meaning);
        meter.CreateObservableGauge(Unsigned.Name, () => store.Size - (signer.Latest?.Checkpoint.Size ?? 0), Unsigned.Unit, Unsigned.Meaning);
        meter.CreateObservableGauge(Signing.Name, () => signer.NotSigning is null ? 1 : 0, Signing.Unit, Signing.Meaning);
    }

    public static IReadOnlyList<Metric> All => [Size, Commits, Failures, Unsigned, Signing];
}
