using Breakwater.Server.Storage;

namespace Breakwater.Bench.Ledger;

/// <summary>The floor: as many bytes, in groups of the same size, appended to a file and synced (fdatasync) each.</summary>
internal static class BareFile
{
    public static AppendRun Run(string path, int entries, int group)
    {
        var bytes = new byte[group * LedgerAppends.EntryLength()];
        Random.Shared.NextBytes(bytes);
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        var groups = (entries + group - 1) / group;
        var latencies = new double[groups];
        var (cpu, started) = (Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
        long offset = 0;
        for (var i = 0; i < groups; i++)
        {
            var at = TimeProvider.System.GetTimestamp();
            RandomAccess.Write(file, bytes, offset);
            FileSync.FlushData(file);
            offset += bytes.Length;
            latencies[i] = TimeProvider.System.GetElapsedTime(at).TotalMilliseconds;
        }

        return new AppendRun(entries, groups, offset, TimeProvider.System.GetElapsedTime(started), Environment.CpuUsage.TotalTime - cpu, latencies);
    }
}
