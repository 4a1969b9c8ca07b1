using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Http.Holding;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Http.Walk;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Http;

/// <summary>What the answers of one principal keep of what is stored (law 11): first pages become short, and only where even one item is too much it is refused.</summary>
public sealed class PageRoomTests
{
    private const int Megabyte = 1024 * 1024;

    private readonly HeldBytes held = new(new AccessOptions());
    private readonly PrincipalId principal = PrincipalId.Create(PrincipalKind.Service);

    [Fact]
    public void Page_IsOfAMegabyte_OrOfOneItem()
    {
        var room = Room();
        Assert.True(room.TryTake(600_000));
        Assert.False(room.TryTake(600_000));
        Assert.True(room.TryTake(400_000));
        Assert.True(Room().TryTake(2 * Megabyte));
    }

    [Fact]
    public void UsesThatHoldMuch_GetShortPages_OrPagesOfOneItem()
    {
        using var much = held.Open(principal);
        much.Take((4 * Megabyte) + 1);
        var (room, items) = (Room(), 0);
        while (room.TryTake(1))
        {
            items++;
        }

        Assert.InRange(items, 300, PageRoom.Short);
        room = Room();
        Assert.True(room.TryTake(100_000));
        Assert.False(room.TryTake(1));
    }

    /// <summary>A point of one byte takes a hundred times as much while it is on its way.</summary>
    [Fact]
    public void Items_CountBesideTheirPayload()
    {
        var room = Room();
        for (var i = 0; i < 10_000; i++)
        {
            Assert.True(room.TryTake(1));
        }

        Assert.InRange(held.Of(principal), Megabyte, 2 * Megabyte);
    }

    [Fact]
    public void AnswerThatIsBegunAnew_CountsOnce()
    {
        using var use = held.Open(principal);
        use.Take(7);
        new PageRoom(use).Take(Megabyte);
        use.GivePayloadsBack();
        Assert.Equal(7, held.Of(principal));
    }

    [Fact]
    public async Task UsesThatReadAtOnce_AreAFew_AndAnotherPrincipalsDoNotWaitForThem()
    {
        var turns = new List<Turn>();
        for (var i = 0; i < HeldBytes.ReadsAtOnce; i++)
        {
            turns.Add(await Room().EnterAsync(TestContext.Current.CancellationToken));
        }

        var next = Room().EnterAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(next.IsCompleted);
        (await new PageRoom(held.Open(PrincipalId.Create(PrincipalKind.Service))).EnterAsync(TestContext.Current.CancellationToken)).Dispose();
        turns[0].Dispose();
        await Wait.ForAsync(next, "a turn");
    }

    [Fact]
    public void UsesThatHoldAllTheyMay_AreRefused_UntilOneEnds()
    {
        var uses = Enumerable.Range(0, 16).Select(_ => held.Open(principal)).ToList();
        uses.ForEach(use => new PageRoom(use).Take(Megabyte - 1024));
        var refused = Assert.Throws<RefusedLateException>(() => Room().TryTake(100_000));
        Assert.Equal((RefusalReason.TooManyUses, "held-bytes", 16L * Megabyte), (refused.Refusal.Reason, refused.Refusal.Limit!.Name, refused.Refusal.Limit.Capacity));
        Assert.True(new PageRoom(held.Open(PrincipalId.Create(PrincipalKind.Service))).TryTake(Megabyte));

        // What is small is never refused: another client's large answers must not shut this one out.
        Assert.True(Room().TryTake(10));
        Assert.True(Room().TryTake(60_000));
        uses[3].Dispose();
        Assert.True(Room().TryTake(100_000));
        uses.ForEach(use => use.Dispose());
    }

    [Fact]
    public async Task UsesAtOnce_NeverHoldMoreThanTheyMay()
    {
        var taken = 0L;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() =>
        {
            try
            {
                Room().Take(900_000);
                Interlocked.Add(ref taken, 900_000);
            }
            catch (RefusedLateException)
            {
                // One too many, which is counted by what the others have.
            }
        })));
        Assert.InRange(taken, 1, 16 * Megabyte);
        Assert.InRange(held.Of(principal), taken, 16 * Megabyte);
    }

    private PageRoom Room() => new(held.Open(principal));
}
