using System.Security.Cryptography;
using Breakwater.Transparency.Tree;
using CsCheck;

namespace Breakwater.Transparency.Tests.Tree;

public sealed class TreeHashTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(65535)]
    [InlineData(200_000)]
    public void OfLeaf_AnyLength_IsTheHashOfAZeroAndTheEntry(int length)
    {
        var entry = new byte[length];
        new Random(length).NextBytes(entry);
        Assert.Equal(SHA256.HashData([0, .. entry]), TreeHash.OfLeaf(entry).ToArray());
    }

    [Fact]
    public void OfNode_TwoHashes_IsTheHashOfAOneAndBoth()
    {
        var (left, right) = (TreeHash.OfLeaf("a"u8), TreeHash.OfLeaf("b"u8));
        Assert.Equal(SHA256.HashData([1, .. left.ToArray(), .. right.ToArray()]), TreeHash.OfNode(left, right).ToArray());
    }

    [Fact]
    public void Hashing_OnceWarm_AllocatesNothing()
    {
        var (small, large) = (new byte[200], new byte[64 * 1024]);
        Assert.Equal(0, AllocatedBy(() =>
        {
            var hash = TreeHash.Empty;
            for (var i = 0; i < 1000; i++)
            {
                hash = TreeHash.OfNode(hash, TreeHash.OfLeaf(small));
                hash = TreeHash.OfNode(hash, TreeHash.OfLeaf(large));
            }

            return hash;
        }));
    }

    [Fact]
    public void Text_RoundTrips() => Gen.Byte.Array[TreeHash.Size].Sample(bytes =>
    {
        var hash = new TreeHash(bytes);
        Assert.True(TreeHash.TryParse(hash.ToString(), out var parsed));
        Assert.Equal(hash, parsed);
        Assert.Equal(hash.GetHashCode(), parsed.GetHashCode());
        Assert.Equal(Convert.ToBase64String(bytes), hash.ToString());
    });

    [Theory]
    [InlineData("")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=")] // bits that no byte holds
    [InlineData("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF==")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUA")]
    [InlineData("47DEQpj8HBSa+/TI    mW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= ")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NM\npJWZG3hSuFU=\n\n\n")]
    public void TryParse_AnotherSpelling_IsRefused(string text) => Assert.False(TreeHash.TryParse(text, out _));

    [Fact]
    public void Constructor_AnotherLength_Throws()
    {
        Assert.Throws<ArgumentException>(() => new TreeHash(new byte[31]));
        Assert.Throws<ArgumentException>(() => new TreeHash(new byte[33]));
        Assert.Throws<ArgumentException>(() => TreeHash.Empty.CopyTo(new byte[31]));
    }

    private static long AllocatedBy(Func<TreeHash> action)
    {
        _ = action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
