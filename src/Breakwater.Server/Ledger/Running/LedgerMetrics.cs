using System.Diagnostics.Metrics;
using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Ledger.Log;

namespace Breakwater.Server.Ledger.Running;

/// <summary>Counts, read when somebody watches.</summary>
internal sealed class LedgerMetrics
{
    public LedgerMetrics(IMeterFactory meters, LedgerLog log, LedgerStore store, CheckpointSigner signer)
    {
        var meter = meters.Create("Breakwater.Ledger");
        meter.CreateObservableGauge("breakwater.ledger.size", () => store.Size, "{entry}", "Entries on disk.");
        meter.CreateObservableCounter("breakwater.ledger.commits", () => log.Commits, "{commit}", "Syncs that entries shared.");
        meter.CreateObservableCounter("breakwater.ledger.failures", () => log.Failures, "{commit}", "Commits that failed; what they were about was refused.");
        meter.CreateObservableGauge(
            "breakwater.ledger.unsigned", () => store.Size - (signer.Latest?.Checkpoint.Size ?? 0), "{entry}", "Entries that are under no checkpoint yet.");
        meter.CreateObservableGauge("breakwater.ledger.signing", () => signer.NotSigning is null ? 1 : 0, null, "1: checkpoints are signed; 0: they are not, see 'breakwater ledger status'.");
    }
}
