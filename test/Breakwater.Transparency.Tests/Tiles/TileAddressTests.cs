using Breakwater.Transparency.Tiles;
using CsCheck;

namespace Breakwater.Transparency.Tests.Tiles;

public sealed class TileAddressTests
{
    private static readonly Gen<TileAddress> Addresses =
        from level in Gen.Int[-1, 6]
        from index in Gen.Long[0, long.MaxValue >> ((Math.Max(level, 0) + 1) * 8)]
        from small in Gen.Long[0, 3000]
        from width in Gen.Int[1, 256]
        from pick in Gen.Bool
        let number = pick ? index : Math.Min(index, small)
        select level < 0 ? TileAddress.Entries(number, width) : TileAddress.Hashes(level, number, width);

    [Theory]
    [InlineData("tile/0/000", 0, 0, 256)]
    [InlineData("tile/0/x001/x234/067", 0, 1_234_067, 256)]
    [InlineData("tile/0/x001/x234/067.p/17", 0, 1_234_067, 17)]
    [InlineData("tile/1/x001/000.p/1", 1, 1000, 1)]
    [InlineData("tile/2/999.p/255", 2, 999, 255)]
    [InlineData("tile/63/000", 63, 0, 256)]
    [InlineData("tile/0/x036/x028/x797/x018/x963/967", 0, 36_028_797_018_963_967, 256)]
    public void Path_OfHashes_IsTheSpecifications(string path, int level, long index, int width)
    {
        Assert.True(TileAddress.TryParse(path, out var address));
        Assert.Equal(TileAddress.Hashes(level, index, width), address);
        Assert.Equal((level, index, width, false, path), (address.Level, address.Index, address.Width, address.IsEntries, address.Path));
    }

    [Theory]
    [InlineData("tile/entries/000", 0, 256)]
    [InlineData("tile/entries/x001/x234/067.p/255", 1_234_067, 255)]
    public void Path_OfEntries_IsTheSpecifications(string path, long index, int width)
    {
        Assert.True(TileAddress.TryParse(path, out var address));
        Assert.Equal(TileAddress.Entries(index, width), address);
        Assert.Equal((0, index, width, true, path), (address.Level, address.Index, address.Width, address.IsEntries, address.ToString()));
    }

    [Fact]
    public void Path_RoundTrips() => Addresses.Sample(address =>
        Assert.True(TileAddress.TryParse(address.Path, out var parsed) && parsed == address, address.Path));

    [Fact]
    public void TryParse_AnyOtherTextNearAPath_IsRefusedOrItsOwnPath() =>
        Gen.Select(Addresses, Gen.Int[0, 60], Gen.Char["0123456789x./pe \n"], Gen.Int[0, 2]).Sample((address, at, c, how) =>
        {
            var path = address.Path;
            at %= path.Length;
            var changed = how switch
            {
                0 => path.Insert(at, c.ToString()),
                1 => path.Remove(at, 1),
                _ => path.Remove(at, 1).Insert(at, c.ToString()),
            };
            var accepted = TileAddress.TryParse(changed, out var parsed);
            Assert.True(!accepted || (parsed.Path == changed && (parsed != address || changed == path)), changed);
        });

    [Theory]
    [InlineData("")]
    [InlineData("tile")]
    [InlineData("tile/")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/x000/000")]
    [InlineData("tile/0/000/000")]
    [InlineData("tile/0/x001")]
    [InlineData("tile/0/x001/x234")]
    [InlineData("tile/0/001/234")]
    [InlineData("tile/0/X001/234")]
    [InlineData("tile/0/-01")]
    [InlineData("tile/00/000")]
    [InlineData("tile/+1/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/64/000")]
    [InlineData("tile/256/000")]
    [InlineData("tile/4294967296/000")]
    [InlineData("tile/data/000")]
    [InlineData("tile/Entries/000")]
    [InlineData("tile/8/0/000")]
    [InlineData("tile/0\0/000")]
    [InlineData("tile/0/000.p/1\0")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/257")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000.p/1.p/1")]
    [InlineData("tile/0/000.p/1/")]
    [InlineData("tile/0/000/")]
    [InlineData("tile//000")]
    [InlineData("tile/0//000")]
    [InlineData("tile/0/../0/000")]
    [InlineData("tile/0/000\n")]
    [InlineData("tile/0/٠٠٠")]
    [InlineData("tile/0/x036/x028/x797/x018/x963/968")] // begins beyond 2^63 - 1
    [InlineData("tile/8/001")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/x999/999")]
    public void TryParse_WhatIsNoPath_IsRefused(string path) => Assert.False(TileAddress.TryParse(path, out _));

    [Fact]
    public void StartAndEnd_AreThoseOfTheFullTile()
    {
        Assert.Equal((512, 768), Span(TileAddress.Hashes(0, 2, 9)));
        Assert.Equal((512, 768), Span(TileAddress.Entries(2, 9)));
        Assert.Equal((65_536, 131_072), Span(TileAddress.Hashes(1, 1)));
        Assert.Equal((0, long.MaxValue), Span(TileAddress.Hashes(7, 0)));
        Assert.Equal((0, long.MaxValue), Span(TileAddress.Hashes(63, 0)));
        Assert.Equal((127L << 56, long.MaxValue), Span(TileAddress.Hashes(6, 127)));
        Assert.Equal((long.MaxValue - 255, long.MaxValue), Span(TileAddress.Hashes(0, long.MaxValue >> 8)));

        static (long, long) Span(TileAddress address) => (address.StartIndex, address.EndIndex);
    }

    /// <summary>tlog-tiles, Partial Tiles: the tree of 70,000 entries, and that of 256.</summary>
    [Fact]
    public void TryLocate_InTheSpecificationsTrees_HasItsWidths()
    {
        Assert.Equal("tile/0/272", At(0, 69_887, 70_000));
        Assert.Equal("tile/0/273.p/112", At(0, 69_999, 70_000));
        Assert.Equal("tile/1/000", At(1, 255, 70_000));
        Assert.Equal("tile/1/001.p/17", At(1, 272, 70_000));
        Assert.Equal("tile/2/000.p/1", At(2, 0, 70_000));
        Assert.Equal("tile/0/000", At(0, 0, 256));
        Assert.Equal("tile/1/000.p/1", At(1, 0, 256));
        Assert.Null(At(0, 70_000, 70_000));
        Assert.Null(At(1, 273, 70_000));
        Assert.Null(At(3, 0, 70_000));
        Assert.Null(At(0, 0, 0));
        Assert.Null(At(63, 0, long.MaxValue));
        Assert.Null(At(0, -1, 5));
        Assert.Equal("tile/7/000.p/127", At(7, 126, long.MaxValue));

        static string? At(int level, long position, long size) =>
            TileAddress.TryLocate(level, position, size, out var address) ? address.Path : null;
    }

    [Fact]
    public void Create_WhatNoLogHas_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TileAddress.Hashes(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileAddress.Hashes(64, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileAddress.Hashes(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileAddress.Hashes(0, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileAddress.Entries(0, 257));
    }
}
