using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Bench.Ledger;

/// <summary>Appends to a ledger of its own, by so many callers at once, each of whom waits for his entry before the next.</summary>
internal static class LedgerAppends
{
    public static async Task<AppendRun> RunAsync(string path, int entries, int concurrency, CancellationToken cancellationToken)
    {
        var data = new DataFolder(path);
        using var store = LedgerStore.Open(new LedgerFolder(data), new BlobStore(data), readOnly: false);
        await using var sealing = new Sealing(store, LedgerReach.Index, TimeProvider.System, NullLogger.Instance);
        await using var log = new LedgerLog(store, sealing, NullLogger.Instance);
        var latencies = new double[entries];
        var next = -1;
        var (cpu, started) = (Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(
            async () =>
            {
                for (var i = Interlocked.Increment(ref next); i < entries; i = Interlocked.Increment(ref next))
                {
                    var at = TimeProvider.System.GetTimestamp();
                    await log.AppendAsync(Entry(i));
                    latencies[i] = TimeProvider.System.GetElapsedTime(at).TotalMilliseconds;
                }
            },
            cancellationToken)));
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        var used = Environment.CpuUsage.TotalTime - cpu;
        await log.SettleAsync();
        return new AppendRun(entries, log.Commits, (long)entries * EntryLength(), elapsed, used, latencies);
    }

    public static int EntryLength()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        EntryJson.Write(buffer, Entry(0));
        return JournalFormat.RecordLength(buffer.WrittenCount);
    }

    private static LedgerEntry<SubjectId> Entry(int number) => new()
    {
        Time = TimeProvider.System.GetUtcNow(),
        Type = EntryType.ApiRead,
        Operation = "twin:read",
        WayIn = "GET /v1/devices/{device}/twin",
        Role = "owner",
        Actor = SubjectId.From(0x9f2c01aa55ee7731 + (ulong)(number % 1000)),
        Credential = SubjectId.From(0x1f2c01aa55ee7731 + (ulong)(number % 1000)),
        Source = SubjectId.From(0x2f2c01aa55ee7731 + (ulong)(number % 1000)),
        Device = Devices[number % Devices.Length],
        Grant = "91ab3c5d7e9f0123",
        Status = 200,
        BytesOut = 1234,
    };

    private static readonly DeviceId[] Devices = [.. Enumerable.Range(0, 2000).Select(_ => DeviceId.Create())];
}
