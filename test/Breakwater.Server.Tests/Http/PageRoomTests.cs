using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Http.Holding;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Http.Walk;

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
    public void UsesThatHoldMuch_GetPagesOfOneItem()
    {
        using var much = held.Open(principal);
        much.Take((4 * Megabyte) + 1);
        var room = Room();
        Assert.True(room.TryTake(10));
        Assert.False(room.TryTake(10));
    }

    [Fact]
    public void UsesThatHoldAllTheyMay_AreRefused_UntilOneEnds()
    {
        var uses = Enumerable.Range(0, 16).Select(_ => held.Open(principal)).ToList();
        uses.ForEach(use => new PageRoom(use).Take(Megabyte));
        var refused = Assert.Throws<RefusedLateException>(() => Room().TryTake(10));
        Assert.Equal((RefusalReason.TooManyUses, "held-bytes", 16L * Megabyte), (refused.Refusal.Reason, refused.Refusal.Limit!.Name, refused.Refusal.Limit.Capacity));
        Assert.True(new PageRoom(held.Open(PrincipalId.Create(PrincipalKind.Service))).TryTake(Megabyte));
        uses[3].Dispose();
        Assert.True(Room().TryTake(10));
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
        Assert.Equal(taken, held.Of(principal));
    }

    private PageRoom Room() => new(held.Open(principal));
}
