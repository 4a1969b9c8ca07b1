using Breakwater.Bench.Reporting;

namespace Breakwater.Bench.Ledger;

/// <param name="Groups">Syncs.</param>
/// <param name="Latencies">Milliseconds, one an entry (or a group).</param>
internal sealed record AppendRun(long Entries, long Groups, long Bytes, TimeSpan Elapsed, TimeSpan Cpu, double[] Latencies)
{
    public double Quantile(double share) => Quantiles.At(Latencies, share);
}
