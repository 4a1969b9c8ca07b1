using Breakwater.Transparency.Tests.Vectors;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Tests.Tree;

public sealed class VectorTests
{
    [Fact]
    public void VerifyInclusion_EveryVector_AnswersAsItSays()
    {
        var vectors = Vector.Read<InclusionVector>("inclusion.json");
        Assert.Equal(302, vectors.Length);
        Assert.Equal(18, vectors.Count(v => v.Valid));
        Assert.Empty(vectors.Where(v => Accepts(v) != v.Valid).Select(v => v.Name));
    }

    [Fact]
    public void VerifyConsistency_EveryVector_AnswersAsItSays()
    {
        var vectors = Vector.Read<ConsistencyVector>("consistency.json");
        Assert.Equal(197, vectors.Length);
        Assert.Equal(11, vectors.Count(v => v.Valid));
        Assert.Empty(vectors.Where(v => Accepts(v) != v.Valid).Select(v => v.Name));
    }

    private static bool Accepts(InclusionVector vector) =>
        Vector.Hashes([vector.Leaf, vector.Root, .. vector.Proof]) is { } hashes
        && MerkleTree.VerifyInclusion(
            hashes[0], (long)(vector.Index - vector.Start), (long)(vector.End - vector.Start), hashes[2..], hashes[1]);

    private static bool Accepts(ConsistencyVector vector) =>
        Vector.Hashes([vector.OldRoot, vector.NewRoot, .. vector.Proof]) is { } hashes
        && MerkleTree.VerifyConsistency((long)vector.OldSize, (long)vector.NewSize, hashes[2..], hashes[0], hashes[1]);
}
