using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Storage.Blobs;
using CsCheck;

namespace Breakwater.Server.Tests.Ledger.Log;

/// <summary>A write that was cut off is forgotten, for nobody was told of it; anything else that does not verify is damage, and is not touched.</summary>
public sealed class TornWriteTests : IAsyncLifetime
{
    private const int FirstFrame = 3;
    private const int SecondFrame = 2;
    private const int LastFrame = 3;

    private readonly LogFolder folder = new();
    private byte[] content = [];
    private int second;
    private int last;

    public async ValueTask InitializeAsync()
    {
        // Frames of several entries each, written as the log writes them.
        await folder.Open().CloseAsync();
        var (number, starts) = (0, new List<int>());
        using (var journal = Journal.Recover(folder.Folder.Journal(0), 0, isLast: true, readOnly: false))
        {
            foreach (var count in (int[])[FirstFrame, SecondFrame, LastFrame])
            {
                var batch = new EntryBatch();
                for (var i = 0; i < count; i++)
                {
                    batch.Append(TestEntries.Bytes(TestEntries.New(number + i)));
                }

                starts.Add((int)journal.Length);
                journal.Write(batch.Frame(0, count, number));
                number += count;
            }
        }

        (second, last) = (starts[1], starts[2]);
        content = await File.ReadAllBytesAsync(folder.Folder.Journal(0), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await folder.DisposeAsync();

    [Fact]
    public async Task LastFrameCut_AtEveryByte_EverythingBeforeIsThere_AndAppendingGoesOn()
    {
        for (var length = last; length < content.Length; length++)
        {
            await File.WriteAllBytesAsync(folder.Folder.Journal(0), content[..length], TestContext.Current.CancellationToken);
            using (var journal = Journal.Recover(folder.Folder.Journal(0), 0, isLast: true, readOnly: false))
            {
                Assert.Equal((FirstFrame + SecondFrame, (long)last, length > last), (journal.Count, journal.Length, journal.Fault is not null));
            }

            Assert.Equal(content[..last], await File.ReadAllBytesAsync(folder.Folder.Journal(0), TestContext.Current.CancellationToken));
        }

        // And with all that comes after the opening, at some of them.
        for (var length = last; length < content.Length; length += 29)
        {
            await GoesOnAsync(content[..length], FirstFrame + SecondFrame);
        }

        await GoesOnAsync(content, FirstFrame + SecondFrame + LastFrame);
    }

    [Fact]
    public async Task LastFrameIsZeros_FromEveryByteOn_EverythingBeforeIsThere()
    {
        // The length of a file may be on disk before what is in it.
        for (var from = last; from < content.Length; from += 23)
        {
            byte[] torn = [.. content[..from], .. new byte[content.Length - from + 500]];
            await GoesOnAsync(torn, FirstFrame + SecondFrame);
        }
    }

    [Fact]
    public async Task LastFrameIsGarbage_EverythingBeforeIsThere() => await Gen.Select(Gen.Int[last, content.Length - 1], Gen.Byte.Array[1, 3000]).SampleAsync(
        (from, garbage) =>
        {
            byte[] torn = [.. content[..from], .. garbage];
            return torn.AsSpan().StartsWith(content) ? Task.CompletedTask : GoesOnAsync(torn, FirstFrame + SecondFrame);
        },
        iter: 25,
        threads: 1);

    [Fact]
    public void ByteFlipped_BeforeTheLastFrame_OpeningRefuses_NamesIt_AndTouchesNothing()
    {
        for (var position = 0; position < last; position++)
        {
            var damaged = Flipped(position);
            Refuses(damaged, position < second ? 0 : FirstFrame, position < second ? FirstFrame : FirstFrame + SecondFrame);
        }
    }

    [Fact]
    public void ByteFlipped_AndTheLastFrameIsTorn_TheHeaderBehindItTellsThatItWasSynced()
    {
        // Both at once: what was synced is not thrown away with what was not.
        for (var length = last + JournalFormat.HeaderLength; length < content.Length; length += 11)
        {
            Refuses(Flipped(second + 30)[..length], FirstFrame, FirstFrame + SecondFrame);
        }
    }

    [Fact]
    public async Task Reading_BesideAWriter_FramesThatComeMeanwhileAreNoDamage()
    {
        await File.WriteAllBytesAsync(folder.Folder.Journal(0), content[..(last - 5)], TestContext.Current.CancellationToken);
        using var file = File.OpenHandle(folder.Folder.Journal(0), share: FileShare.ReadWrite);
        var scan = new JournalScan(file, folder.Folder.Journal(0), 0);

        // The reader has seen where the file ends, within the second frame; then the rest of it comes, and the next.
        await File.WriteAllBytesAsync(folder.Folder.Journal(0), content, TestContext.Current.CancellationToken);
        Assert.True(scan.TryRead(out _));
        Assert.False(scan.TryRead(out _));
        Assert.Equal(second, scan.End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NotTheLastJournal_CutOff_OpeningRefuses_AndTouchesNothing(bool withinAFrame)
    {
        // A journal that has a successor was full.
        File.WriteAllBytes(folder.Folder.Journal(1), []);
        Refuses(withinAFrame ? content[..^1] : content, withinAFrame ? FirstFrame + SecondFrame : content.Length, int.MaxValue);
    }

    private byte[] Flipped(int position)
    {
        byte[] damaged = [.. content];
        damaged[position] ^= (byte)(1 + (position % 255));
        return damaged;
    }

    private void Refuses(byte[] damaged, int fromEntry, int toEntry)
    {
        File.WriteAllBytes(folder.Folder.Journal(0), damaged);
        var refused = Assert.Throws<LedgerDamagedException>(() => LedgerStore.Open(folder.Folder, new BlobStore(folder.Data), readOnly: false));
        Assert.Contains("00000000.journal", refused.Message);
        Assert.True(
            toEntry == int.MaxValue || Enumerable.Range(fromEntry, toEntry - fromEntry).Any(n => refused.Message.Contains($"entry {n}")),
            $"names no entry of {fromEntry} to {toEntry - 1}: {refused.Message}");
        Assert.Equal(damaged, File.ReadAllBytes(folder.Folder.Journal(0)));
    }

    private async Task GoesOnAsync(byte[] torn, int expected)
    {
        await File.WriteAllBytesAsync(folder.Folder.Journal(0), torn, TestContext.Current.CancellationToken);
        folder.Open();
        var entries = Enumerable.Range(0, expected).Select(n => TestEntries.Bytes(TestEntries.New(n))).ToList();
        folder.Holds(entries);
        Assert.Equal(expected, await folder.Log.AppendAsync(TestEntries.New(77)));
        await folder.ReopenAsync();
        folder.Holds([.. entries, TestEntries.Bytes(TestEntries.New(77))]);
        await folder.CloseAsync();
    }
}
