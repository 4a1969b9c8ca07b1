using Breakwater.Server.Access.Budgets;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Access.Budgets;

public sealed class RateTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void TryTake_AllAtOnce_ThenAsItComesBack()
    {
        var rate = new Rate("r", 3, TimeSpan.FromMinutes(3), time);
        Assert.Equal([null, null, null], Enumerable.Range(0, 3).Select(_ => rate.TryTake()));
        var hit = rate.TryTake();
        Assert.Equal(("r", 3L, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(1)), (hit!.Name, hit.Capacity, hit.Window, hit.RetryAfter));
        time.Advance(hit.RetryAfter);
        Assert.Null(rate.TryTake());
        Assert.NotNull(rate.TryTake());
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([null, null, null], Enumerable.Range(0, 3).Select(_ => rate.TryTake()));
        Assert.NotNull(rate.TryTake());
    }
}
