using Breakwater.Bench.Ledger;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Reach;
using Breakwater.Server.Ledger.Reach.Indexes;
using CsCheck;

namespace Breakwater.Server.Tests.Ledger.Reach;

public sealed class SegmentIndexTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bw-index-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Build_TheSameEntries_GivesTheSameBytes_AndOthersGiveOthers() => Gen.Int.Sample(
        seed =>
        {
            var entries = new RandomEntries(seed).Next(100);
            Assert.Equal(Bytes(5, entries), Bytes(5, entries));
            Assert.NotEqual(Bytes(5, entries), Bytes(6, entries));
            Assert.NotEqual(Bytes(5, entries), Bytes(5, [.. entries.Append(new RandomEntries(seed).Next())]));
        },
        iter: 30);

    [Fact]
    public void Write_Image_IsThatImage_AndLeavesNothingElse()
    {
        var image = SegmentIndexBuilder.Build(7, new RandomEntries(1).Next(100).Select(e => new ReadOnlyMemory<byte>(RandomEntries.ToBytes(e))));
        var path = SegmentIndexFolder.PathOf(folder, 7);
        File.WriteAllText(path + ".new", "left behind by a crash");
        image.Write(path);
        Assert.Equal("00000007.index", Path.GetFileName(Assert.Single(Directory.GetFiles(folder))));
        using var index = SegmentIndex.Open(path, 7);
        index.Check();
        Assert.Equal(image.Digest, index.ReadDigest());
        Assert.Equal((100, image.Length), (index.Header.Entries, new FileInfo(path).Length));
        File.WriteAllText(Path.Combine(folder, "7.index"), "");
        File.WriteAllText(Path.Combine(folder, "other.index"), "");
        Assert.Equal([new(7, path)], SegmentIndexFolder.List(folder));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    public void Check_AnyFlippedByte_NamesItsSection(int count)
    {
        var bytes = Bytes(3, new RandomEntries(2).Next(count));
        var header = Header(bytes);
        for (var i = 0; i < bytes.Length; i++)
        {
            AssertFlipIsNamed(bytes, header, i);
        }
    }

    [Fact]
    public void Check_AnyFlippedByteOfALargeFile_NamesItsSection()
    {
        var image = SegmentIndexBuilder.Build(3, new SyntheticEntries(new SyntheticFleet(1), 1 << 20).Take(20_000));
        using var stream = new MemoryStream();
        image.WriteTo(stream);
        var bytes = stream.ToArray();
        var header = Header(bytes);
        var random = new Random(4);
        foreach (var section in header.Sections.Where(s => s.Length > 0))
        {
            AssertFlipIsNamed(bytes, header, section.Offset);
            AssertFlipIsNamed(bytes, header, section.Offset + section.Length - 1);
            AssertFlipIsNamed(bytes, header, section.Offset + random.NextInt64(section.Length));
        }
    }

    [Fact]
    public void Open_TruncatedOrExtended_IsDamaged()
    {
        var bytes = Bytes(3, new RandomEntries(5).Next(30));
        for (var length = 0; length < bytes.Length; length += length < 700 ? 1 : 13)
        {
            AssertDamaged(bytes[..length]);
        }

        AssertDamaged([.. bytes, 0]);
    }

    [Fact]
    public void Open_AnythingElse_IsDamaged() => Gen.Byte.Array[0, 2000].Sample(
        bytes =>
        {
            AssertDamaged(bytes);
            AssertDamaged([.. IndexFormat.Magic, .. bytes]);
        },
        iter: 200,
        threads: 1);

    /// <summary>Only <c>ledger verify</c> reads all of a file; questions meet what is damaged in the middle of it.</summary>
    [Fact]
    public void Answer_AnyDamageBehindTheHeader_GivesAnAnswerOrTheException()
    {
        var random = new Random(6);
        var entries = new RandomEntries(6).Next(300);
        using var ledger = new SegmentedLedger(entries, 300, 0);
        var path = ledger.Source.Indexes[0];
        var good = File.ReadAllBytes(path);
        var header = Header(good);
        var damaged = 0;
        for (var i = 0; i < 1000; i++)
        {
            var bytes = (byte[])good.Clone();
            var section = header.Sections[random.Next(IndexFormat.Sections)];
            for (var j = 0; j < 1 + (section.Length / 4) && section.Length > 0; j++)
            {
                bytes[section.Offset + random.NextInt64(section.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, bytes);
            var question = new RandomQuestions(i).Next(entries);
            try
            {
                ReachQuery.Answer(question, ledger.Source, 1000, TestContext.Current.CancellationToken);
                EntryFinder.NewestFirst(question, ledger.Source, null, 1000, TestContext.Current.CancellationToken);
            }
            catch (DamagedIndexException exception)
            {
                damaged++;
                Assert.Contains(exception.Section, Enum.GetNames<IndexSection>());
            }
        }

        Assert.InRange(damaged, 100, 1000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(20_000)]
    public void Find_KeysThatAreNotRandom_AreFoundAllTheSame(int count)
    {
        // All at one end of what there could be, where interpolation looks last.
        foreach (var first in new[] { 1UL, (1UL << 63) - 500, ulong.MaxValue - (ulong)count + 1 })
        {
            var entries = Enumerable.Range(0, count).Select(i => new ReadOnlyMemory<byte>(RandomEntries.ToBytes(Access(SubjectId.From(first + (ulong)i), i))));
            SegmentIndexBuilder.Build(0, entries).Write(SegmentIndexFolder.PathOf(folder, 0));
            using var index = SegmentIndex.Open(SegmentIndexFolder.PathOf(folder, 0), 0);
            foreach (var i in Enumerable.Range(0, Math.Min(count, 400)).Select(i => i * (count / Math.Min(count, 400))).Append(count - 1))
            {
                foreach (var kind in new[] { ReachKind.Actor, ReachKind.Credential, ReachKind.Source })
                {
                    using var page = RowPage.Find(index, kind, first + (ulong)i);
                    Assert.True(page!.Turn());
                    Assert.Equal(1, page.Rows.Length);
                    Assert.Equal(first + (ulong)i, page.Rows[0].Actor);
                    Assert.False(page.Turn());
                }

                using var device = RowPage.Find(index, ReachKind.Device, (UInt128)i + 1);
                Assert.True(device!.Turn());
            }

            Assert.Null(RowPage.Find(index, ReachKind.Actor, first - 1 == 0 ? ulong.MaxValue : first - 1));
            Assert.Null(RowPage.Find(index, ReachKind.Device, (UInt128)count + 1));
            Assert.Null(RowPage.Find(index, ReachKind.Device, UInt128.MaxValue));
        }
    }

    [Fact]
    public void Build_MoreEntriesThanASegmentHas_IsRefused()
    {
        var entry = RandomEntries.ToBytes(new RandomEntries(1).Next());
        var builder = new SegmentIndexBuilder(0);
        for (var i = 0; i < IndexFormat.MostEntries; i++)
        {
            builder.Add(entry);
        }

        Assert.Throws<SegmentTooWideException>(() => builder.Add(entry));
    }

    [Fact]
    public void Build_MoreRolesThanAnIndexHolds_IsRefused()
    {
        var builder = new SegmentIndexBuilder(0);
        var entry = Access(SubjectId.From(1), 1);
        for (var i = 0; i < IndexFormat.MostRoles; i++)
        {
            builder.Add(RandomEntries.ToBytes(entry with { Role = $"r{i}" }));
        }

        Assert.Throws<SegmentTooWideException>(() => builder.Add(RandomEntries.ToBytes(entry with { Role = "one more" })));
    }

    [Fact]
    public void Build_WhatIsNoEntry_IsRefused() => Assert.Throws<FormatException>(() => new SegmentIndexBuilder(0).Add("{}"u8));

    private static LedgerEntry<SubjectId> Access(SubjectId subject, int device) => new()
    {
        Time = DateTimeOffset.UnixEpoch,
        Type = EntryType.ApiRead,
        Operation = "twin:read",
        Role = "owner",
        Actor = subject,
        Credential = subject,
        Source = subject,
        Device = DeviceId.Parse($"{device + 1:x32}"),
    };

    private static byte[] Bytes(long segment, LedgerEntry<SubjectId>[] entries)
    {
        using var stream = new MemoryStream();
        SegmentIndexBuilder.Build(segment, entries.Select(e => new ReadOnlyMemory<byte>(RandomEntries.ToBytes(e)))).WriteTo(stream);
        return stream.ToArray();
    }

    private static IndexHeader Header(byte[] bytes) => IndexHeader.Parse(bytes.AsSpan(0, IndexFormat.HeaderLength), bytes.Length, "");

    private void AssertFlipIsNamed(byte[] bytes, IndexHeader header, long place)
    {
        var expected = place < IndexFormat.HeaderLength ? "header"
            : place >= bytes.Length - IndexFormat.DigestLength ? "trailer"
            : ((IndexSection)Array.FindIndex(header.Sections, s => place >= s.Offset && place < s.Offset + s.Length)).ToString();
        bytes[place] ^= 0x10;
        Assert.Equal(expected, AssertDamaged(bytes).Section);
        bytes[place] ^= 0x10;
    }

    private DamagedIndexException AssertDamaged(byte[] bytes)
    {
        var path = Path.Combine(folder, "damaged");
        File.WriteAllBytes(path, bytes);
        return Assert.Throws<DamagedIndexException>(() =>
        {
            using var index = SegmentIndex.Open(path, 3);
            index.Check();
        });
    }
}
