using System.IO.Pipelines;
using Breakwater.Server.Http.Answers;

namespace Breakwater.Server.Tests.Hosting;

/// <summary>Nothing of an answer leaves before its entry, and no more than the limit is held for it (laws 8 and 11).</summary>
public sealed class HeldBodyTests
{
    private readonly MemoryStream left = new();

    [Fact]
    public async Task WithinTheLimit_NothingLeaves_UntilReleased()
    {
        var (body, told) = Body(limit: 100);
        await body.WriteAsync(new byte[60]);
        await body.WriteAsync(new byte[40]);
        Assert.Equal((0, 0), ((int)left.Length, told.Count));

        await body.ReleaseAsync();
        await body.FlushAsync();
        Assert.Equal([100L], told);
        Assert.Equal(100, left.Length);
    }

    [Fact]
    public async Task BeyondTheLimit_TheEntryComesFirst_TellsOfAllThatIsKnown_AndOnce()
    {
        var (body, told) = Body(limit: 100);
        await body.WriteAsync(new byte[60]);
        await body.WriteAsync(new byte[1000]);
        await body.WriteAsync(new byte[5]);
        Assert.Equal([1060L], told);
        Assert.Equal((1065, 1065L), ((int)left.Length, body.Length));
    }

    [Fact]
    public async Task EntryFails_NothingLeaves()
    {
        var body = new HeldBody(PipeWriter.Create(left), 10, _ => throw new InvalidOperationException("no ledger"));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await body.WriteAsync(new byte[1000]));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await body.ReleaseAsync());
        Assert.Equal(0, left.Length);
        Assert.False(body.IsReleased);
    }

    /// <summary>When an entry is told of, nothing has left.</summary>
    private (HeldBody Body, List<long> Told) Body(int limit)
    {
        var told = new List<long>();
        return (new HeldBody(PipeWriter.Create(left), limit, held =>
        {
            Assert.Equal(0, left.Length);
            told.Add(held.Length);
            return ValueTask.CompletedTask;
        }), told);
    }
}
