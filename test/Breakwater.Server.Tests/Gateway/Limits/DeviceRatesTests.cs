using System.Diagnostics.Metrics;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Tests.Access;
using Breakwater.Server.Tests.Certificates;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Gateway.Limits;

/// <summary>A device's limits are the device's, whatever it does with its connections and whatever becomes of the server.</summary>
public sealed class DeviceRatesTests : IAsyncLifetime
{
    private const int Day = 256 * 1000;

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly DeviceId device = DeviceId.Create();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private FleetStore store = null!;

    public async ValueTask InitializeAsync() => store = await FleetStore.OpenAsync(time);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await store.DisposeAsync();
    }

    [Fact]
    public void Enter_AfterItLeft_IsTheSameUntilItGainsNothing()
    {
        var rates = NewRates();
        var first = rates.Enter(device);
        Assert.Equal(TimeSpan.Zero, first.Packets.Take(1000));
        rates.Leave(device, first);
        rates.OnHeartbeat();

        var second = rates.Enter(device);
        Assert.Same(first, second);
        Assert.NotEqual(TimeSpan.Zero, second.Packets.Take(1));
        rates.Leave(device, second);
        time.Advance(TimeSpan.FromSeconds(9));
        rates.OnHeartbeat();
        Assert.Equal(1, rates.Count);
        time.Advance(TimeSpan.FromSeconds(2));
        rates.OnHeartbeat();
        Assert.Equal(0, rates.Count);
        Assert.NotSame(first, rates.Enter(device));
    }

    [Fact]
    public void Enter_WhileAnotherConnectionOfItLeaves_KeepsIt()
    {
        var rates = NewRates();
        var (first, second) = (rates.Enter(device), rates.Enter(device));
        rates.Leave(device, first);
        rates.OnHeartbeat();
        Assert.Same(second, rates.Enter(device));
        rates.Leave(device, second);
        rates.Leave(device, second);
        rates.OnHeartbeat();
        Assert.Equal(0, rates.Count);
    }

    [Fact]
    public void TryTake_BeyondPatience_TakesNothing()
    {
        var limit = new RateLimit(10, 10, time);
        Assert.True(limit.TryTake(60, TimeSpan.FromSeconds(5)));
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.False(limit.TryTake(1, TimeSpan.FromSeconds(5))));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(limit.TryTake(10, TimeSpan.FromSeconds(5)));
    }

    /// <summary>Restarts, days and several servers in any order: what was taken of a day is never more than the limit, and without a restart hardly less.</summary>
    [Fact]
    public async Task Take_AnyRestarts_NeverMoreThanTheDay() =>
        await Gen.Select(Gen.Int[0, 5], Gen.Int[0, 20_000]).Array[1, 60].SampleAsync(
            async steps =>
            {
                var own = DeviceId.Create();
                var permit = await store.Gate.SelfAsync(TestGate.Device(own), DeviceAction.PublishTelemetry);
                var servers = new[] { NewRates().Enter(own).Kept, NewRates().Enter(own).Kept };
                var (taken, restarts, refused) = (0L, 0, 0);
                foreach (var (what, bytes) in steps)
                {
                    switch (what)
                    {
                        case 0:
                            servers[0] = NewRates().Enter(own).Kept;
                            restarts++;
                            break;
                        default:
                            var isTaken = await servers[what % 2].TakeAsync(permit, bytes);
                            taken += isTaken ? bytes + 64 : 0;
                            refused += isTaken ? 0 : bytes + 64;
                            break;
                    }
                }

                Assert.InRange(taken, 0, Day);
                if (refused > 0)
                {
                    // What two servers have in hand, what restarts lost, and the piece that did not fit any more.
                    Assert.InRange(taken, Day - ((restarts + 2) * 21_000) - 20_064, Day);
                }
            },
            iter: 40,
            threads: 1);

    [Fact]
    public async Task Take_DayIsOver_BeginsAnew_AndItIsToldOnceADay()
    {
        var told = 0;
        var kept = new DayBytes(new DayBytesStore(store.Database), Day, time, () => told++);
        var permit = await store.Gate.SelfAsync(TestGate.Device(device), DeviceAction.PublishTelemetry);
        for (var day = 1; day <= 2; day++)
        {
            Assert.True(await kept.TakeAsync(permit, Day - 64));
            Assert.False(kept.TryTake(0));
            Assert.False(await kept.TakeAsync(permit, 0));
            Assert.False(await kept.TakeAsync(permit, 1000));
            Assert.Equal(day, told);
            time.Advance(TimeSpan.FromHours(12));
            kept.Roll(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        }
    }

    [Fact]
    public async Task Take_YesterdaysPortion_IsWorthNothingToday()
    {
        var kept = new DayBytes(new DayBytesStore(store.Database), Day, time, () => { });
        var permit = await store.Gate.SelfAsync(TestGate.Device(device), DeviceAction.PublishTelemetry);
        Assert.True(await kept.TakeAsync(permit, 0));
        Assert.True(kept.TryTake(0));
        time.Advance(TimeSpan.FromHours(12));
        kept.Roll(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        Assert.False(kept.TryTake(0));
        Assert.True(await kept.TakeAsync(permit, Day - 64));
        Assert.False(await kept.TakeAsync(permit, 0));
    }

    private DeviceRates NewRates() =>
        new(new DayBytesStore(store.Database), new GatewayOptions { DayBytes = Day }, new Signals(NullLogger<Signals>.Instance, services.GetRequiredService<IMeterFactory>(), time), time);
}
