using System.Buffers;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Devices.Telemetry;
using Breakwater.Server.Http.Holding;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;
using Breakwater.Server.Tests.Access;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Server.Tests.Devices;

/// <summary>Pages of telemetry are bounded in bytes as well as in number, and lose and repeat nothing at their edges.</summary>
public sealed class TelemetryPageTests(ITestOutputHelper output) : IAsyncDisposable
{
    private static readonly TelemetryOptions Never = new() { CompactAfter = TimeSpan.FromDays(365 * 200), CompactAfterBytes = int.MaxValue };

    private readonly TestGate gate = new();
    private readonly DataFolder folder = new(RunningServer.NewFolder());
    private readonly DeviceId device = DeviceId.Create();

    [Fact]
    public async Task Pages_OfAnySizes_GiveEveryPointOnceInOrder_WhileItIsCompacted()
    {
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 6; round++)
        {
            var expected = new List<int>();
            var (found, cursor) = (new List<int>(), (string?)null);
            var stream = $"s{round}";

            // From one opening to the next, what was written before is compacted or not; the pages go on where they were.
            long at = 1_000_000;
            for (var opening = 0; opening < 3; opening++)
            {
                await using var log = await OpenAsync(Never with { CompactAfterBytes = random.Next(2) == 0 ? -1 : int.MaxValue });
                var archive = new TelemetryArchive(new TelemetryReader(folder, log));
                for (var points = random.Next(1, 60); points > 0; points--)
                {
                    at += random.Next(3) == 0 ? random.Next(1, 100) : 0;
                    var size = random.Next(6) switch { 0 => random.Next(700_000), 1 => random.Next(1_400_000), _ => random.Next(4, 2000) };
                    Append(log, stream, at, Payload(expected.Count, size));
                    expected.Add(expected.Count);
                }

                await log.SettledAsync();
                for (var pages = random.Next(6); pages > 0; pages--)
                {
                    var page = await ReadAsync(archive, stream, cursor, random.Next(1, 30));
                    if (page.Next is null)
                    {
                        break;
                    }

                    Take(page, found);
                    cursor = page.Next;
                }
            }

            await using (var log = await OpenAsync(Never))
            {
                var archive = new TelemetryArchive(new TelemetryReader(folder, log));
                do
                {
                    var page = await ReadAsync(archive, stream, cursor, random.Next(1, 30));
                    Take(page, found);
                    cursor = page.Next;
                }
                while (cursor is not null);
            }

            Assert.Equal(expected, found);
        }

        // What is compacted at once is more than a chunk may hold.
        Assert.Equal(0L, await SqliteFile.ExecuteAsync(
            folder.TelemetryDatabase, $"SELECT count(*) FROM chunks WHERE records > 1 AND raw_length > {ChunkFormat.LargestRaw}"));
    }

    [Fact]
    public async Task Compaction_WithTheClockSetBack_KeepsTheOrderWithinAMicrosecond()
    {
        await using (var log = await OpenAsync(Never))
        {
            for (var i = 0; i < 200; i++)
            {
                Append(log, "s", i == 199 ? 4 : 5, Payload(i, 8));
            }

            await log.SettledAsync();
        }

        // All at once, since all is old: across compactions a clock that was set back leaves the order of arrival.
        await using (var log = await OpenAsync(Never with { CompactAfter = TimeSpan.Zero, CompactAfterBytes = 1_000_000 }))
        {
            await Wait.UntilAsync(() => Task.FromResult(log.Tail.Blocks.IsEmpty), "the compaction");
            var found = new List<int>();
            Take(await ReadAsync(new TelemetryArchive(new TelemetryReader(folder, log)), "s", null, 1000), found);
            Assert.Equal([199, .. Enumerable.Range(0, 199)], found);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Skipped_IsNotKept(bool compacted)
    {
        await using var log = await OpenAsync(Never with { CompactAfterBytes = compacted ? -1 : int.MaxValue });
        var reader = new TelemetryReader(folder, log);
        for (var i = 0; i < 20_000; i++)
        {
            Append(log, "s", 5, Payload(i, 1000));
            if (i % 5000 == 0)
            {
                await log.SettledAsync();
            }
        }

        await log.SettledAsync();
        if (compacted)
        {
            await Wait.UntilAsync(() => Task.FromResult(log.Tail.Blocks.IsEmpty), "the compaction");
        }

        Assert.True(reader.TryGetSeries(device.ToString(), "s", out var series));
        await reader.ReadAsync(series, 5, 5, 0, 1, _ => true, TestContext.Current.CancellationToken);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = reader.ReadAsync(series, 5, 5, 19_990, 5, _ => true, TestContext.Current.CancellationToken);

        // SQLite is read on the thread that asks, so that all of it is counted.
        Assert.True(reading.IsCompleted);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 * 1024);
        var slice = await reading;
        Assert.Equal((5, true), (slice.Points.Count, slice.HasMore));
        Assert.Equal(19_990, BitConverter.ToInt32(slice.Points[0].Payload.Span));
    }

    /// <summary>Whoever makes a cursor up passes over what is of its own microsecond, and does not have all the rest read for nothing.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cursor_PassesOverNothingLater(bool compacted)
    {
        await using var log = await OpenAsync(Never with { CompactAfterBytes = compacted ? -1 : int.MaxValue });
        foreach (var (at, number) in new[] { (5, 0), (5, 1), (6, 2), (7, 3) })
        {
            Append(log, "s", at, Payload(number, 8));
        }

        await log.SettledAsync();
        var found = new List<int>();
        Take(await ReadAsync(new TelemetryArchive(new TelemetryReader(folder, log)), "s", "5-100000", 10), found);
        Assert.Equal([2, 3], found);
    }

    [Fact]
    public async Task Reads_AreAFewAtOnce()
    {
        await using var log = await OpenAsync(Never);
        var reader = new TelemetryReader(folder, log);
        Append(log, "s", 5, Payload(0, 10));
        await log.SettledAsync();
        Assert.True(reader.TryGetSeries(device.ToString(), "s", out var series));
        var (now, most) = (0, 0);
        using var end = new ManualResetEventSlim();
        var reads = Enumerable.Range(0, TelemetryReader.AtOnce + 4).Select(_ => Task.Factory.StartNew(
            () => reader.ReadAsync(series, 5, 5, 0, 1, Take, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()).ToArray();
        await Wait.UntilAsync(() => Task.FromResult(Volatile.Read(ref now) == TelemetryReader.AtOnce), "as many reads as there may be");
        end.Set();
        await Wait.ForAsync(Task.WhenAll(reads), "all reads");
        Assert.Equal(TelemetryReader.AtOnce, most);
        Assert.All(reads, read => Assert.Single(read.Result.Points));

        bool Take(int bytes)
        {
            InterlockedMax(Interlocked.Increment(ref now));
            end.Wait(TestContext.Current.CancellationToken);
            Interlocked.Decrement(ref now);
            return true;
        }

        void InterlockedMax(int seen)
        {
            lock (end)
            {
                most = Math.Max(most, seen);
            }
        }
    }

    [Fact]
    public async Task Streams_OfLargePoints_AreSeveralPages()
    {
        await using var log = await OpenAsync(Never);
        foreach (var stream in (string[])["b", "a", "d", "c"])
        {
            Append(log, stream, 5, Payload(0, 600_000));
        }

        await log.SettledAsync();
        var archive = new TelemetryArchive(new TelemetryReader(folder, log));
        var (names, pages, cursor) = (new List<string>(), 0, (string?)null);
        do
        {
            var page = await archive.ListStreamsAsync(PermitToRead(), cursor, Room(), TestContext.Current.CancellationToken);
            names.AddRange(page.Items.Select(s => s.Stream));
            (cursor, pages) = (page.Next, pages + 1);
        }
        while (cursor is not null);
        Assert.Equal(["a", "b", "c", "d"], names);
        Assert.Equal(4, pages);
    }

    public async ValueTask DisposeAsync()
    {
        await gate.DisposeAsync();
        RunningServer.Delete(folder.Path);
    }

    private static byte[] Payload(int number, int size) => [.. BitConverter.GetBytes(number), .. new byte[Math.Max(0, size - 4)]];

    private static void Take(Page<PointAnswer> page, List<int> found)
    {
        // These payloads are no JSON.
        Assert.True(page.Items.Count == 1 || page.Items.Sum(p => (long)p.Base64!.Value.Length) <= PageRoom.Largest, "a page of more than 1 MB");
        found.AddRange(page.Items.Select(p => BitConverter.ToInt32(p.Base64!.Value.Span)));
    }

    private Task<TelemetryLog> OpenAsync(TelemetryOptions options) =>
        TelemetryLog.OpenAsync(folder, options, TimeProvider.System, NullLogger<TelemetryLog>.Instance, TestContext.Current.CancellationToken);

    private void Append(TelemetryLog log, string stream, long at, byte[] payload)
    {
        long observed = 0;
        Assert.True(log.TryAppend(log.GetSeries(device.ToString(), stream), at, new ReadOnlySequence<byte>(payload), null, ref observed));
    }

    private async Task<Page<PointAnswer>> ReadAsync(TelemetryArchive archive, string stream, string? cursor, int limit)
    {
        var range = TelemetryRange.Parse(null, null, cursor, limit, out _);
        return (await archive.ReadAsync(PermitToRead(), stream, range!, Room(), TestContext.Current.CancellationToken))!;
    }

    private static PageRoom Room() => new(new HeldBytes(new AccessOptions()).Open(PrincipalId.LocalOperator));

    private Permit PermitToRead() =>
        Permit.Mint.Of(Principal.Credentials.OfSocket(), DeviceAction.ReadTelemetry, device, PermitTerms.Socket, gate.Open());
}
