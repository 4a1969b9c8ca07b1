using System.Buffers;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Blobs;
using Breakwater.Transparency.Tree;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Ledger;

/// <summary>Two sealed segments, of which the first grows old; a pseudonym is refused in every thousandth entry.</summary>
public sealed class EntrySearchOverSegmentsTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SubjectId Somebody = SubjectId.TryParse("0123456789abcdef", out var id) ? id : default;

    private readonly string path = Directory.CreateTempSubdirectory("bw-").FullName;
    private readonly DataFolder data;

    public EntrySearchOverSegmentsTests()
    {
        data = new DataFolder(path);
        var folder = new LedgerFolder(data);
        Directory.CreateDirectory(folder.Segments);
        Directory.CreateDirectory(folder.Journals);
        for (var segment = 0; segment < 2; segment++)
        {
            var (plain, refused) = (Entry(segment, null), Entry(segment, Somebody));
            ReadOnlyMemory<byte>[] entries = [.. Enumerable.Range(0, SegmentFormat.Entries).Select(i => (ReadOnlyMemory<byte>)(IsAsked((segment * (long)SegmentFormat.Entries) + i) ? refused : plain))];
            var tree = new TreeBuilder();
            foreach (var entry in entries)
            {
                tree.Append(TreeHash.OfLeaf(entry.Span));
            }

            using var writer = new SegmentWriter();
            writer.Write(folder.Segment(segment), segment, tree.Root(), entries);
        }
    }

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Fact]
    public async Task Pages_HaveEveryEntryOnce_AndAfterPruningThoseThatAreLeft()
    {
        var blobs = new BlobStore(data);
        using var store = LedgerStore.Open(new LedgerFolder(data), blobs, readOnly: false);
        var all = Enumerable.Range(0, 2 * SegmentFormat.Entries).Select(n => (long)n).Where(IsAsked).ToArray();
        AssertPages(all, store, null);
        AssertPages([.. all.Where(n => n < SegmentFormat.Entries)], store, Start.AddYears(1));

        var retention = new Retention(store, blobs, new LedgerOptions { Retention = TimeSpan.FromDays(30) }, new FakeTimeProvider(Start.AddYears(1)));
        await foreach (var (_, state) in retention.ApplyAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal(SegmentState.Pruned, state);
        }

        Assert.Equal([SegmentState.Pruned, SegmentState.Whole], store.Segments.Select(s => s.State));
        AssertPages([.. all.Where(n => n >= SegmentFormat.Entries)], store, null);
        Assert.All(store.ReadEntries([70_000, 70_001, 131_000, 70_000]), e => Assert.Equal(Start.AddYears(1), EntryJson.Read(e).Time));
        Assert.Throws<SegmentAwayException>(() => store.ReadEntry(5));
    }

    private static bool IsAsked(long number) => number % 1000 == 7;

    private static void AssertPages(long[] expected, LedgerStore store, DateTimeOffset? until)
    {
        var search = new EntrySearch(store, ReachQuestion.OfSubjects(ReachKind.Actor, [Somebody], until: until?.ToUnixTimeMilliseconds()));
        List<long> oldest = [], newest = [];
        for (long? from = 0; from is { } next;)
        {
            var page = search.OldestFirst(next, 10, CancellationToken.None);
            Assert.True(page.Numbers.Count <= 10);
            oldest.AddRange(page.Numbers);
            from = page.Next;
        }

        for (long? before = long.MaxValue; before is { } next;)
        {
            var page = search.NewestFirst(next, 10, CancellationToken.None);
            newest.AddRange(page.Numbers);
            before = page.Next;
        }

        Assert.Equal(expected, oldest);
        Assert.Equal(expected.Reverse(), newest);
    }

    private static byte[] Entry(int segment, SubjectId? actor)
    {
        var output = new ArrayBufferWriter<byte>();
        EntryJson.Write(output, new LedgerEntry<SubjectId>
        {
            Time = Start.AddYears(segment), Type = EntryType.ApiRead, Operation = "twin:read", Role = "owner", Actor = actor, Refusal = actor is null ? null : "NotGranted",
        });
        return output.WrittenSpan.ToArray();
    }
}
