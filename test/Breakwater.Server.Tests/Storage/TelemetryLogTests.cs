using System.Buffers;
using System.Text;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Server.Tests.Storage;

public sealed class TelemetryLogTests(ITestOutputHelper output)
{
    private static readonly TelemetryOptions Never = new() { CompactAfter = TimeSpan.FromDays(365 * 200), CompactAfterBytes = int.MaxValue };
    private static readonly TelemetryOptions Always = new() { CompactAfter = TimeSpan.FromDays(1), CompactAfterBytes = -1 };

    [Fact]
    public async Task Reads_AreTheSameBeforeAndAfterCompaction()
    {
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (plainFolder, packedFolder) = (new DataFolder(RunningServer.NewFolder()), new DataFolder(RunningServer.NewFolder()));
        await using (var plain = await OpenAsync(plainFolder, Never))
        await using (var packed = await OpenAsync(packedFolder, Always))
        {
            long at = 1_000_000;
            for (var batch = 0; batch < 60; batch++)
            {
                // Now and then the clock is set back a little, or stands still.
                var points = Enumerable.Range(0, random.Next(1, 30)).Select(_ =>
                    (Device: $"d{random.Next(3)}", Stream: $"s{random.Next(2)}", At: at += random.Next(10) == 0 ? 0 : random.Next(1, 1000), Payload: $"{batch}:{random.Next()}{new string('x', random.Next(300))}"))
                    .ToArray();
                await AppendAsync(plain, points);
                await AppendAsync(packed, points);
            }

            var (plainReader, packedReader) = (new TelemetryReader(plainFolder, plain), new TelemetryReader(packedFolder, packed));
            await Wait.UntilAsync(() => Task.FromResult(packed.Tail.Blocks.IsEmpty), "everything to be compacted");
            Assert.True(plain.Tail.Blocks.Count >= 60);
            for (var i = 0; i < 200; i++)
            {
                var (device, stream) = ($"d{random.Next(3)}", $"s{random.Next(2)}");
                var (from, to, skip, limit) = (random.NextInt64(at), random.NextInt64(at + 1000), random.Next(4) * random.Next(20), random.Next(1, 50));
                if (random.Next(5) == 0)
                {
                    (from, to, limit) = (long.MinValue, long.MaxValue, 10_000);
                }

                Assert.Equal(
                    await ReadAsync(plainReader, device, stream, from, to, skip, limit),
                    await ReadAsync(packedReader, device, stream, from, to, skip, limit));
                Assert.True(plainReader.TryGetSeries(device, stream, out var a) & packedReader.TryGetSeries(device, stream, out var b));
                Assert.Equal(
                    Text((await plainReader.LatestAsync(a, TestContext.Current.CancellationToken))!.Value),
                    Text((await packedReader.LatestAsync(b, TestContext.Current.CancellationToken))!.Value));
            }
        }

        RunningServer.Delete(plainFolder.Path);
        RunningServer.Delete(packedFolder.Path);
    }

    /// <summary>Otherwise what waits for it would grow in memory for as long as it fails.</summary>
    [Fact]
    public async Task CompactionThatFails_LetsNoMoreIn_AndNothingThatWasTakenIsLost()
    {
        var folder = new DataFolder(RunningServer.NewFolder());
        var options = new TelemetryOptions { CompactAfterBytes = 50_000, PendingBytes = 50_000, CompactAgain = TimeSpan.FromMilliseconds(20) };
        await using (var log = await OpenAsync(folder, options))
        {
            await SqliteFile.ExecuteAsync(folder.TelemetryDatabase, "CREATE TRIGGER broken BEFORE INSERT ON chunks BEGIN SELECT RAISE(ABORT, 'broken'); END");
            var (taken, refused) = (0, 0);
            while (refused < 10)
            {
                var isFull = log.IsFull;
                Assert.Equal(!isFull, await TryAsync(taken));
                (taken, refused) = isFull ? (taken, refused + 1) : (taken + 1, refused);
                Assert.InRange(log.Tail.Bytes, 0, options.UncompactedBytes + 11_000);
            }

            Assert.Equal(20, taken);
            await SqliteFile.ExecuteAsync(folder.TelemetryDatabase, "DROP TRIGGER broken");
            await Wait.UntilAsync(() => Task.FromResult(!log.IsFull), "a compaction");
            Assert.True(await TryAsync(taken++));
            Assert.Equal(taken, (await ReadAsync(new TelemetryReader(folder, log), "d", "s", long.MinValue, long.MaxValue, 0, 1000)).Length);

            // Whoever stops it does not wait for what cannot be.
            await SqliteFile.ExecuteAsync(folder.TelemetryDatabase, "CREATE TRIGGER broken BEFORE INSERT ON chunks BEGIN SELECT RAISE(ABORT, 'broken'); END");
            while (!log.IsFull)
            {
                await TryAsync(taken++);
            }

            async Task<bool> TryAsync(int at)
            {
                var told = new Told();
                long observed = 0;
                Assert.True(log.TryAppend(log.GetSeries("d", "s"), at, new ReadOnlySequence<byte>(new byte[10_000]), told, ref observed));
                await log.SettledAsync();
                return await told.Committed;
            }
        }

        RunningServer.Delete(folder.Path);
    }

    [Fact]
    public async Task ObserverThatThrows_HarmsNobodyElse()
    {
        var folder = new DataFolder(RunningServer.NewFolder());
        await using (var log = await OpenAsync(folder, Never))
        {
            long observed = 0;
            // Whether they share a batch is the log's affair; of a hundred pairs some do.
            for (var i = 0; i < 100; i++)
            {
                var (thrower, behind) = (new Throwing(), new Told());
                Assert.True(log.TryAppend(log.GetSeries("d", "s"), i, new ReadOnlySequence<byte>([1]), thrower, ref observed));
                observed = 0;
                Assert.True(log.TryAppend(log.GetSeries("d", "s"), i, new ReadOnlySequence<byte>([1]), behind, ref observed));
                observed = 0;
                await Wait.ForAsync(behind.Committed, "the commit");
            }
        }

        RunningServer.Delete(folder.Path);
    }

    [Fact]
    public async Task Reopened_AfterStopAndAfterCrash_HasEveryCommittedPoint()
    {
        var (folder, crashed) = (new DataFolder(RunningServer.NewFolder()), new DataFolder(RunningServer.NewFolder()));
        await using (var log = await OpenAsync(folder, Never))
        {
            for (var i = 0; i < 20; i++)
            {
                await AppendAsync(log, [("d", "s", i, $"{i}")]);
            }

            // As a crash leaves it: the files as they are, with the write-ahead log.
            foreach (var file in Directory.GetFiles(folder.Path))
            {
                File.Copy(file, Path.Combine(crashed.Path, Path.GetFileName(file)));
            }

            await AppendAsync(log, [("d", "s", 20, "20")]);
        }

        foreach (var (path, count) in new[] { (folder, 21), (crashed, 20) })
        {
            await using (var log = await OpenAsync(path, Always))
            {
                Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i} {i}"), await ReadAsync(new TelemetryReader(path, log), "d", "s", long.MinValue, long.MaxValue, 0, 1000));
                await AppendAsync(log, [("d", "s", 100, "more")]);
                await Wait.UntilAsync(() => Task.FromResult(log.Tail.Blocks.IsEmpty), "the compaction");
            }

            // And once more, with everything in chunks and numbers going on from there.
            await using (var log = await OpenAsync(path, Never))
            {
                await AppendAsync(log, [("d", "s", 101, "last")]);
                Assert.Equal(count + 2, (await ReadAsync(new TelemetryReader(path, log), "d", "s", long.MinValue, long.MaxValue, 0, 1000)).Length);
            }

            RunningServer.Delete(path.Path);
        }
    }

    [Fact]
    public async Task Append_WhenTooMuchIsPending_SaysSo_AndRoomComes()
    {
        var folder = new DataFolder(RunningServer.NewFolder());
        await using (var log = await OpenAsync(folder, Never with { PendingBytes = 1000 }))
        {
            var series = log.GetSeries("d", "s");
            var payload = new ReadOnlySequence<byte>(new byte[600]);
            for (var i = 0; i < 200; i++)
            {
                long observed = 0;
                while (!log.TryAppend(series, i, payload, null, ref observed))
                {
                    await Wait.ForAsync(log.RoomAsync(TestContext.Current.CancellationToken), "room in the log");
                }
            }

            await AppendAsync(log, [("d", "s", 999, "x")]);
            Assert.Equal(201, (await ReadAsync(new TelemetryReader(folder, log), "d", "s", long.MinValue, long.MaxValue, 0, 1000)).Length);
        }

        RunningServer.Delete(folder.Path);
    }

    private static Task<TelemetryLog> OpenAsync(DataFolder folder, TelemetryOptions options) =>
        TelemetryLog.OpenAsync(folder, options, TimeProvider.System, NullLogger<TelemetryLog>.Instance, TestContext.Current.CancellationToken);

    private static async Task AppendAsync(TelemetryLog log, (string Device, string Stream, long At, string Payload)[] points)
    {
        var observer = new Committed();
        long observed = 0;
        foreach (var (device, stream, at, payload) in points)
        {
            while (!log.TryAppend(log.GetSeries(device, stream), at, new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(payload)), observer, ref observed))
            {
                await Wait.ForAsync(log.RoomAsync(TestContext.Current.CancellationToken), "room in the log");
            }
        }

        await Wait.UntilAsync(() => Task.FromResult(observer.Last >= observed), "the commit");
    }

    private static async Task<string[]> ReadAsync(TelemetryReader reader, string device, string stream, long from, long to, int skip, int limit)
    {
        Assert.True(reader.TryGetSeries(device, stream, out var series));
        return [.. (await reader.ReadAsync(series, from, to, skip, limit, _ => true, TestContext.Current.CancellationToken)).Points.Select(Text)];
    }

    private static string Text(StoredPoint point) => $"{point.AtMicros} {Encoding.UTF8.GetString(point.Payload.Span)}";

    private sealed class Told : ICommitObserver
    {
        private readonly TaskCompletionSource<bool> told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool> Committed => told.Task;

        public void OnCommitted(long batch) => told.TrySetResult(true);

        public void OnCommitFailed(long batch) => told.TrySetResult(false);
    }

    private sealed class Throwing : ICommitObserver
    {
        public void OnCommitted(long batch) => throw new InvalidOperationException("a defect");

        public void OnCommitFailed(long batch) => throw new InvalidOperationException("a defect");
    }

    private sealed class Committed : ICommitObserver
    {
        private long last;

        public long Last => Volatile.Read(ref last);

        public void OnCommitted(long batch) => Volatile.Write(ref last, batch);

        public void OnCommitFailed(long batch) => Assert.Fail($"batch {batch} failed");
    }
}
