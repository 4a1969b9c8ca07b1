using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Access.Budgets;

/// <summary>What is counted of the devices that a principal touches: by one activation, over restarts, and by two activations at once.</summary>
public sealed class TouchesTests : IAsyncLifetime
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(64);
    private readonly DataFolder folder = new(RunningServer.NewFolder());
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly DeviceId[] devices = [.. Enumerable.Range(0, 8).Select(_ => DeviceId.Create())];
    private Database database = null!;

    public async ValueTask InitializeAsync() => database = await Database.OpenAsync(folder, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        RunningServer.Delete(folder.Path);
    }

    [Fact]
    public Task OneActivation_NeverExceedsTheBudget_AndIsAtMostAnEighthStricter() => Gen.Select(Gen.Int[1, 4], Gen.Select(Gen.Int[0, 5], Gen.Int[0, 40]).Array[1, 40]).SampleAsync(
        async (limit, steps) =>
        {
            var (principal, history) = (await AddPrincipalAsync(), new List<(DeviceId Device, DateTimeOffset At)>());
            var touches = Activate(principal);
            foreach (var (index, seconds) in steps)
            {
                time.Advance(TimeSpan.FromSeconds(seconds));
                var (device, now) = (devices[index], time.GetUtcNow());
                var others = history.Where(h => now - h.At < Window && h.Device != device).Select(h => h.Device).Distinct().Count();
                var allowed = await TryAsync(touches, device, limit);
                Assert.True(others < limit || !allowed);
                Assert.True(allowed || history.Where(h => now - h.At < Window + (Window / 8) && h.Device != device).Select(h => h.Device).Distinct().Count() >= limit);
                if (allowed)
                {
                    history.Add((device, now));
                }
            }
        },
        iter: 100,
        threads: 1);

    /// <summary>Each step is done by one of two activations, which know nothing of each other, or by one that has just begun.</summary>
    [Fact]
    public Task AnyActivations_NeverExceedTheBudget_InAnyWindow() =>
        Gen.Select(Gen.Int[1, 4], Gen.Select(Gen.Int[0, 7], Gen.Int[0, 20], Gen.Int[0, 8]).Array[1, 60]).SampleAsync(
            async (limit, steps) =>
            {
                var (principal, history) = (await AddPrincipalAsync(), new List<(DeviceId Device, DateTimeOffset At)>());
                Touches[] active = [Activate(principal), Activate(principal)];
                foreach (var (index, seconds, who) in steps)
                {
                    time.Advance(TimeSpan.FromSeconds(seconds));
                    if (who >= 7)
                    {
                        active[who - 7] = Activate(principal);
                    }

                    if (await TryAsync(active[who % 2], devices[index], limit))
                    {
                        history.Add((devices[index], time.GetUtcNow()));
                    }
                }

                Assert.All(history, last => Assert.True(
                    history.Where(h => h.At <= last.At && last.At - h.At < Window).Select(h => h.Device).Distinct().Count() <= limit));
            },
            iter: 100,
            threads: 1);

    [Fact]
    public async Task Restart_IsNotKinder_AndAtMostAnEighthStricter()
    {
        var principal = await AddPrincipalAsync();
        Assert.True(await TryAsync(Activate(principal), devices[0], 1));
        var again = Activate(principal);
        Assert.True(await TryAsync(again, devices[0], 1));
        time.Advance(Window - TimeSpan.FromSeconds(1));
        Assert.False(await TryAsync(Activate(principal), devices[1], 1));
        time.Advance(TimeSpan.FromSeconds(1) + (Window / 8));
        Assert.True(await TryAsync(Activate(principal), devices[1], 1));
    }

    [Fact]
    public async Task TouchingAgain_WritesNothing_UntilASixteenthIsLeft()
    {
        var principal = await AddPrincipalAsync();
        var touches = Activate(principal);
        Assert.True(await TryAsync(touches, devices[0], 1));
        var mark = await MarkAsync(principal);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(await TryAsync(touches, devices[0], 1));
        }

        time.Advance(Window / 16);
        Assert.True(await TryAsync(touches, devices[0], 1));
        Assert.Equal(mark, await MarkAsync(principal));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await TryAsync(touches, devices[0], 1));
        await Wait.UntilAsync(async () => await MarkAsync(principal) != mark, "the touch to be written behind");
    }

    [Fact]
    public async Task TouchesAtOnce_AreCountedTogether()
    {
        var principal = await AddPrincipalAsync();
        var touches = Activate(principal);
        var tried = await Task.WhenAll(devices.Select(d => TryAsync(touches, d, 3)));
        Assert.Equal(3, tried.Count(allowed => allowed));
        await using var db = database.Read();
        Assert.Equal(3, await db.Set<TouchRow>().CountAsync(t => t.Principal == principal, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Store_ThatIsGone_TouchesNothing()
    {
        var principal = await AddPrincipalAsync();
        var touches = Activate(principal);
        Assert.True(await TryAsync(touches, devices[0], 2));
        await database.DisposeAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => TryAsync(touches, devices[1], 2));
        database = await Database.OpenAsync(folder, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        Assert.True(await TryAsync(Activate(principal), devices[2], 2));
        Assert.False(await TryAsync(Activate(principal), devices[1], 2));
    }

    [Fact]
    public async Task WhatHasPassed_IsSweptByTheNextTouch()
    {
        var (first, second) = (await AddPrincipalAsync(), await AddPrincipalAsync());
        Assert.True(await TryAsync(Activate(first), devices[0], 1));
        time.Advance(2 * Window);
        Assert.True(await TryAsync(Activate(second), devices[0], 1));
        await using var db = database.Read();
        Assert.Equal(0, await db.Set<TouchRow>().CountAsync(t => t.Principal == first, TestContext.Current.CancellationToken));
    }

    /// <summary>Two grants on the same devices: each by its own number, together by the wider.</summary>
    [Fact]
    public async Task OwnNumbers_BoundWhatIsTouchedUnderEach_AndTheWidestBoundsAll()
    {
        var principal = await AddPrincipalAsync();
        var touches = Activate(principal);
        var (narrow, wide) = (Grant("narrow", new ReachBudget(1, Window)), Grant("wide", new ReachBudget(3, Window)));
        ReachBudget[] all = [new(3, Window)];
        Assert.Null((await touches.TakeAsync([new Wanted(devices[0], [narrow])], all)).Limit);
        var refused = (await touches.TakeAsync([new Wanted(devices[1], [narrow])], all)).Limit;
        Assert.Equal((1, 0, Window), (refused!.Capacity, refused.Remaining, refused.Window));
        Assert.Equal("wide", (await touches.TakeAsync([new Wanted(devices[1], [narrow, wide])], all)).Chosen[0].Grant.Id);
        Assert.Equal("narrow", (await touches.TakeAsync([new Wanted(devices[0], [wide, narrow])], all)).Chosen[0].Grant.Id);
        var page = (await touches.TakeAsync([new Wanted(devices[2], [wide]), new Wanted(devices[3], [wide])], all)).Limit;
        Assert.Equal((3, 1), (page!.Capacity, page.Remaining));
        Assert.Null((await touches.TakeAsync([new Wanted(devices[2], [wide])], all)).Limit);
    }

    private static HeldGrant Grant(string id, ReachBudget? own) =>
        new(id, DeviceActions.Grantable, CommandClass.Moves, null, null, null, "r", own, Window);

    private static async Task<bool> TryAsync(Touches touches, DeviceId device, int limit)
    {
        var grant = Grant("g", null);
        return touches.Again(device, [grant]) is not null
            || (await touches.TakeAsync([new Wanted(device, [grant])], [new ReachBudget(limit, Window)])).Limit is null;
    }

    private Touches Activate(PrincipalId principal) => new(principal, new TouchStore(database), time, NullLogger.Instance);

    private async Task<long> MarkAsync(PrincipalId principal)
    {
        await using var db = database.Read();
        return await db.Set<TouchMark>().Where(m => m.Principal == principal).Select(m => m.Mark).FirstAsync();
    }

    private async Task<PrincipalId> AddPrincipalAsync()
    {
        var (principal, now) = (PrincipalId.Create(PrincipalKind.Service), time.GetUtcNow());
        await database.WriteAsync(db =>
        {
            db.Add(new GrantRecord { Id = principal.ToString()[^16..], Principal = principal, Actions = DeviceActions.Grantable, CreatedAt = now, Reason = "r" });
            db.SaveChanges();
        });
        return principal;
    }
}
