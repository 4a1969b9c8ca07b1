using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Ledger.Log;

public sealed class LedgerLogTests
{
    [Fact]
    public async Task Append_ManyAtOnce_NumbersAreConsecutive_AndEachItsOwn()
    {
        await using var folder = new LogFolder().Open();
        var entries = new byte[64 * 100][];
        await Task.WhenAll(Enumerable.Range(0, 64).Select(appender => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                var entry = TestEntries.New((appender * 100) + i);
                var number = await folder.Log.AppendAsync(entry);
                Assert.Null(Interlocked.Exchange(ref entries[number], TestEntries.Bytes(entry)));
            }
        })));
        await folder.Log.SettleAsync();
        folder.Holds(entries);
        Assert.True(folder.Log.Commits < entries.Length, "no two of them shared a sync");
        await folder.ReopenAsync();
        folder.Holds(entries);
    }

    [Fact]
    public async Task Append_Alone_IsReadBack_AfterReopening()
    {
        await using var folder = new LogFolder().Open();
        folder.Holds([]);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(i, await folder.Log.AppendAsync(TestEntries.New(i)));
            await folder.ReopenAsync();
            folder.Holds(Enumerable.Range(0, i + 1).Select(n => TestEntries.Bytes(TestEntries.New(n))));
        }
    }

    [Fact]
    public async Task Append_EntryOf64KB_IsTaken_AndOneByteMoreRefused()
    {
        await using var folder = new LogFolder().Open();
        var longest = Padded(EntryJson.LongestEntry);
        Assert.Equal(EntryJson.LongestEntry, TestEntries.Bytes(longest).Length);
        Assert.Equal(0, await folder.Log.AppendAsync(longest));
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => folder.Log.AppendAsync(Padded(EntryJson.LongestEntry + 1)).AsTask());
        Assert.Contains("65536", refused.Message);
        Assert.Equal(1, await folder.Log.AppendAsync(TestEntries.New(1)));
        await folder.ReopenAsync();
        folder.Holds([TestEntries.Bytes(longest), TestEntries.Bytes(TestEntries.New(1))]);
    }

    [Fact]
    public async Task Append_AfterClosing_IsRefused()
    {
        await using var folder = new LogFolder().Open();
        var log = folder.Log;
        await folder.CloseAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => log.AppendAsync(TestEntries.New(0)).AsTask());
    }

    [Fact]
    public async Task Close_CommitsWhatIsPending()
    {
        await using var folder = new LogFolder().Open();
        var pending = Enumerable.Range(0, 1000).Select(i => folder.Log.AppendAsync(TestEntries.New(i)).AsTask()).ToArray();
        await folder.CloseAsync();
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), (await Task.WhenAll(pending)).Order());
    }

    [Theory]
    [InlineData(0, LedgerLog.MostWaiting)]
    [InlineData(EntryJson.LongestEntry, LedgerLog.MostWaitingBytes / EntryJson.LongestEntry)]
    public async Task DiskIsHeld_WhatIsMoreThanMayWait_IsRefusedAtOnce_AndWhatIsDoneIsStillTaken(int length, int most)
    {
        await using var folder = new LogFolder().Open();
        using var release = new SemaphoreSlim(0);
        var held = folder.Watch.NextAsync(Holds, "the log's thread to be held");
        folder.Store.Journals[^1].Dispose();
        var entry = length == 0 ? TestEntries.New(0) : Padded(length);
        List<Task<long>> waiting = [folder.Log.AppendAsync(entry).AsTask()];
        await Wait.UntilAsync(() => Task.FromResult(folder.Watch.Events.Any(e => e.Id.Id == 2010)), "the commit that fails");
        try
        {
            while (!waiting[^1].IsFaulted && waiting.Count <= most)
            {
                waiting.Add(folder.Log.AppendAsync(entry).AsTask());
            }

            // Each entry in bytes has a record around it, so a few of the longest are fewer.
            Assert.InRange(waiting.Count, most - 2, most + 1);
            Assert.Contains("wait for the ledger already", (await Assert.ThrowsAsync<StoreUnavailableException>(() => waiting[^1])).Message);
            var done = folder.Log.AppendAsync(entry, isDone: true).AsTask();
            Assert.False(done.IsCompleted);
            waiting.Add(done);
        }
        finally
        {
            release.Release();
        }

        await held;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Task.WhenAll(waiting));
        var next = await Assert.ThrowsAsync<StoreUnavailableException>(() => folder.Log.AppendAsync(TestEntries.New(0)).AsTask());
        Assert.DoesNotContain("wait for the ledger already", next.Message);

        bool Holds(LogEvent happened)
        {
            if (happened.Id.Id != 2010)
            {
                return false;
            }

            // On the log's own thread.
            release.Wait();
            return true;
        }
    }

    [Fact]
    public async Task JournalLosesAnEntryUnderneath_ReadingSaysWhich()
    {
        await using var folder = new LogFolder().Open();
        await folder.AppendAsync(0, 10);
        using (var file = File.OpenHandle(folder.Folder.Journal(0), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            // Entry and checksum are right, and of another entry: what the tree has is what counts.
            var other = new byte[JournalFormat.RecordLength(TestEntries.Bytes(TestEntries.New(1)).Length)];
            JournalFormat.WriteRecord(other, TestEntries.Bytes(TestEntries.New(1)));
            RandomAccess.Write(file, other, JournalFormat.HeaderLength);
        }

        Assert.Contains("entry 0 does not verify", Assert.Throws<LedgerDamagedException>(() => folder.Store.ReadEntry(0)).Message);
        Assert.Equal(TestEntries.Bytes(TestEntries.New(9)), folder.Store.ReadEntry(9));
    }

    [Fact]
    public void Crc32C_OfTheCheckInput_IsTheStandardsOwn() =>
        // RFC 3720 §B.4: 32 bytes of zeros; and the check value of the catalogue of CRCs.
        Assert.Equal((0x8A9136AAu, 0xE3069283u), (Crc32C.Of(new byte[32]), Crc32C.Of("123456789"u8)));

    [Fact]
    public void Numbers_FilesThatAreNoneOfOurs_AreNotSeen()
    {
        var folder = Directory.CreateTempSubdirectory("bw-");
        foreach (var name in (string[])["00000002.journal", "00000010.journal", "123456789.journal", "000000003.journal", "1.journal", "0000000x.journal", "99999999999999999999.journal", "00000001.journal.new"])
        {
            File.WriteAllText(Path.Combine(folder.FullName, name), "");
        }

        Assert.Equal([2, 10, 123456789], LedgerFolder.Numbers(folder.FullName, ".journal"));
        folder.Delete(recursive: true);
    }

    private static LedgerEntry<SubjectId> Padded(int length)
    {
        var entry = TestEntries.New(0) with { WayIn = "" };
        return entry with { WayIn = new string('x', length - TestEntries.Bytes(entry).Length) };
    }
}
