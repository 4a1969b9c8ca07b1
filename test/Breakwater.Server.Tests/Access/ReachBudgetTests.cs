using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Tests.Hosting.Running;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Access;

public sealed class ReachBudgetTests(TightServer server)
{
    [Fact]
    public async Task Owner_ThirdDevice_IsBeyondABudgetOfTwo_AndListsAreBoundToo()
    {
        EnrolledDevice[] devices = [await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync()];
        var owner = await server.Doors.AddOwnerAsync(devices);
        Assert.Equal(200, (await owner.GetAsync($"v1/devices/{devices[0]}")).Status);
        Assert.Equal(200, (await owner.GetAsync($"v1/devices/{devices[1]}/twin")).Status);
        var signal = server.Log.NextSignalAsync(SignalKind.ReachBudgetExhausted, devices[2].ToString());
        var third = await owner.GetAsync($"v1/devices/{devices[2]}");
        Assert.Equal((429, ProblemCodes.ReachBudgetExhausted), (third.Status, third.Code));
        await signal;
        Assert.Equal(200, (await owner.GetAsync($"v1/devices/{devices[0]}")).Status);
        var list = await owner.GetAsync("v1/devices");
        Assert.True(list.Status == 429 || list.Json.GetProperty("items").GetArrayLength() <= 2, list.Body);

        var lister = await server.Doors.AddOwnerAsync(devices);
        Assert.Equal(2, (await lister.Client.ListDevicesAsync()).Items.Count);
        string? cursor = null;
        var shown = new HashSet<DeviceId>();
        for (var i = 0; i < 5; i++)
        {
            var answer = await lister.GetAsync($"v1/devices?limit=1{(cursor is null ? "" : $"&cursor={cursor}")}");
            if (answer.Status == 429)
            {
                break;
            }

            shown.Add(DeviceId.Parse(answer.Json.GetProperty("items")[0].GetProperty("id").GetString()!));
            cursor = answer.Json.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        Assert.Equal(2, shown.Count);
        Assert.Equal(1, await devices.ToAsyncEnumerable().CountAsync(async (d, _) => (await lister.GetAsync($"v1/devices/{d}")).Status == 429, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void TryTouch_AnyHistory_NeverLetsMoreThanTheLimitInAWindow_AndNeverRefusesBelowIt()
    {
        var devices = Enumerable.Range(0, 6).Select(_ => DeviceId.Create()).ToArray();
        Gen.Select(Gen.Int[1, 4], Gen.Select(Gen.Int[0, 5], Gen.Int[0, 40]).Array[1, 60]).Sample((limit, touches) =>
        {
            var time = new FakeTimeProvider();
            var window = TimeSpan.FromSeconds(60);
            var budget = new ReachBudget(limit, window, time);
            var history = new List<(DeviceId Device, DateTimeOffset At)>();
            foreach (var (index, seconds) in touches)
            {
                time.Advance(TimeSpan.FromSeconds(seconds));
                var (device, now) = (devices[index], time.GetUtcNow());
                var others = history.Where(h => now - h.At < window && h.Device != device).Select(h => h.Device).Distinct().Count();
                var allowed = budget.TryTouch(device);
                Assert.Equal(others < limit, allowed);
                if (allowed)
                {
                    history.Add((device, now));
                }
            }
        }, iter: 2000);
    }
}
