using System.Numerics;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Subjects;

namespace Breakwater.Server.Tests.Ledger.Subjects;

public sealed class EntryReferencesTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private readonly EntryReferences references = EntryReferences.Under(Key);

    [Fact]
    public void Reference_OpensForItsReaderAlone()
    {
        var (reader, other) = (SubjectId.From(1), SubjectId.From(2));
        foreach (var entry in (long[])[0, 1, 65_536, long.MaxValue])
        {
            var reference = references.Of(entry, reader);
            Assert.Equal(reference, references.Of(entry, reader));
            Assert.Equal(entry, references.Open(reference, reader));
            Assert.Null(references.Open(reference, other));
            Assert.Null(EntryReferences.Under([.. Key.Reverse()]).Open(reference, reader));
            Assert.Equal((entry, reader), references.Open(reference));
        }
    }

    [Fact]
    public void References_OfNeighbours_HaveNothingInCommon()
    {
        var reader = SubjectId.From(7);
        var bits = Enumerable.Range(0, 1000)
            .Select(i => references.Of(i, reader).Value ^ references.Of(i + 1, reader).Value)
            .Average(difference => BitOperations.PopCount((ulong)difference) + BitOperations.PopCount((ulong)(difference >> 64)));
        Assert.InRange(bits, 62, 66);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0123456789ABCDEF0123456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcdef0")]
    [InlineData("0123456789abcdef 123456789abcdef")]
    public void Text_ThatIsNoReference_IsNone(string? text) => Assert.False(EntryReference.TryParse(text, out _));

    [Fact]
    public void Text_OfAReference_IsReadAgain()
    {
        var reference = references.Of(4711, SubjectId.From(3));
        Assert.Equal(reference, EntryReference.Parse(reference.ToString()));
        Assert.Equal(EntryReference.TextLength, reference.ToString().Length);
    }
}
