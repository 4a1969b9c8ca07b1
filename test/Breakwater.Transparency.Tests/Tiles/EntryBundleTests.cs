using System.Buffers;
using Breakwater.Transparency.Tiles;
using CsCheck;

namespace Breakwater.Transparency.Tests.Tiles;

public sealed class EntryBundleTests
{
    [Fact]
    public void Entries_RoundTrip() => Gen.Byte.Array[0, 300].Array[0, 20].Sample(entries =>
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var entry in entries)
        {
            EntryBundle.Append(output, entry);
        }

        var bundle = output.WrittenSpan;
        foreach (var entry in entries)
        {
            Assert.True(EntryBundle.TryRead(ref bundle, out var read));
            Assert.Equal(entry, read.ToArray());
        }

        Assert.True(bundle.IsEmpty && !EntryBundle.TryRead(ref bundle, out _));
    });

    [Fact]
    public void Append_LongestEntry_IsAsSpecifiedAndOneMoreThrows()
    {
        var output = new ArrayBufferWriter<byte>();
        EntryBundle.Append(output, new byte[EntryBundle.MaxEntry]);
        Assert.Equal([0xff, 0xff], output.WrittenSpan[..2].ToArray());
        Assert.Equal(2 + 65_535, output.WrittenCount);
        Assert.Throws<ArgumentException>(() => EntryBundle.Append(output, new byte[EntryBundle.MaxEntry + 1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0001")]
    [InlineData("ffff00")]
    public void TryRead_CutOff_ReadsNothing(string hex)
    {
        ReadOnlySpan<byte> bundle = Convert.FromHexString(hex);
        Assert.False(EntryBundle.TryRead(ref bundle, out var entry));
        Assert.Equal((hex.Length / 2, 0), (bundle.Length, entry.Length));
    }
}
