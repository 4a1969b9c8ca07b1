using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.Logging;

namespace Breakwater.Server.Tests.Access;

public sealed class ReachBudgetTests(TightServer server)
{
    private const string LimitHeader = "RateLimit: \"reach-budget\";r=";

    [Fact]
    public async Task Owner_ThirdDevice_IsBeyondABudgetOfTwo()
    {
        var devices = await EnrolAsync(3);
        var owner = await server.Doors.AddOwnerAsync(devices);
        Assert.Equal(200, (await owner.GetAsync($"v1/devices/{devices[0]}")).Status);
        Assert.Equal(200, (await owner.GetAsync($"v1/devices/{devices[1]}/twin")).Status);
        var signal = server.Log.NextSignalAsync(SignalKind.ReachBudgetExhausted, devices[2].ToString());
        var third = await owner.GetAsync($"v1/devices/{devices[2]}");
        Assert.Equal((429, ProblemCodes.ReachBudgetExhausted), (third.Status, third.Code));
        Assert.Equal(("reach-budget", 0), (third.Json.GetProperty("limit").GetString(), third.Json.GetProperty("remaining").GetInt32()));
        Assert.Contains("Retry-After: ", third.Headers, StringComparison.Ordinal);
        await signal;
        Assert.Equal(200, (await owner.GetAsync($"v1/devices/{devices[0]}")).Status);
    }

    [Fact]
    public async Task List_IsShownWhole_OrNotAtAll_AndSaysHowManyAreLeft()
    {
        var devices = await EnrolAsync(3);
        var owner = await server.Doors.AddOwnerAsync(devices);
        var signal = server.Log.NextAsync(
            e => e.Id.Id == 3000 && e["Kind"] == nameof(SignalKind.ReachBudgetExhausted) && e["Principal"] == owner.Person.Id.ToString(), "the signal");
        var all = await owner.GetAsync("v1/devices");
        Assert.Equal((429, ProblemCodes.ReachBudgetExhausted), (all.Status, all.Code));
        Assert.Equal(("reach-budget", 2), (all.Json.GetProperty("limit").GetString(), all.Json.GetProperty("remaining").GetInt32()));
        Assert.Contains($"{LimitHeader}2;", all.Headers, StringComparison.Ordinal);
        Assert.Contains("Retry-After: ", all.Headers, StringComparison.Ordinal);
        Assert.DoesNotContain("Breakwater-Entry", all.Headers, StringComparison.OrdinalIgnoreCase);
        await signal;
        Assert.DoesNotContain(devices, d => all.Body.Contains(d.ToString(), StringComparison.Ordinal));

        // Nothing was counted of what was not shown.
        var page = await owner.GetAsync("v1/devices?limit=2");
        Assert.Equal(200, page.Status);
        Assert.Equal(2, page.Json.GetProperty("items").GetArrayLength());
        var next = await owner.GetAsync($"v1/devices?limit=1&cursor={page.Json.GetProperty("next").GetString()}");
        Assert.Equal((429, 0), (next.Status, next.Json.GetProperty("remaining").GetInt32()));
        var shown = page.Json.GetProperty("items").EnumerateArray().Select(d => d.GetProperty("id").GetString()).ToHashSet();
        foreach (var device in devices)
        {
            Assert.Equal(shown.Contains(device.ToString()) ? 200 : 429, (await owner.GetAsync($"v1/devices/{device}")).Status);
        }
    }

    [Fact]
    public async Task Service_StatesItsNumber_AndAnotherIsCountedByTheDefault()
    {
        var devices = await EnrolAsync(5);
        var (stated, other) = (await AddServiceAsync(4, 120), await AddServiceAsync(null, null));
        Assert.Equal((4, 120, false), (stated.Grant.Devices, stated.Grant.WindowSeconds, stated.Grant.IsDefaultBudget));
        Assert.Equal((2, 3600, true), (other.Grant.Devices, other.Grant.WindowSeconds, other.Grant.IsDefaultBudget));
        Assert.Equal(4, await ReadAsync(stated.Token, devices));
        Assert.Equal(2, await ReadAsync(other.Token, devices));
        var listed = (await server.Doors.Admin.ListGrantsAsync()).Items.Single(g => g.Id == stated.Grant.Id);
        Assert.Equal((4, 120), (listed.Devices, listed.WindowSeconds));
    }

    [Fact]
    public async Task Grant_ThatIsNarrower_BoundsWhatIsTouchedUnderIt()
    {
        var devices = await EnrolAsync(4);
        var service = await server.Doors.Admin.AddServiceAsync("s");
        await AddGrantAsync(service, ["twin:read"], 1, 3600);
        await AddGrantAsync(service, ["devices:read"], 3, 3600);
        var token = await server.Doors.TokenAsync(service);
        Assert.Equal(1, await ReadAsync(token, devices));
        Assert.Equal([200, 200, 200, 429], await Task.WhenAll(devices.Select(async d => (await token.GetAsync($"v1/devices/{d}")).Status)).ContinueWith(t => t.Result.Order(), TaskScheduler.Default));
    }

    [Theory]
    [InlineData(0, 3600, "devices")]
    [InlineData(100_001, 3600, "devices")]
    [InlineData(null, 3600, "devices")]
    [InlineData(5, 59, "windowSeconds")]
    [InlineData(5, 604_801, "windowSeconds")]
    public async Task Numbers_OutOfBounds_AreRefused(int? devices, int? window, string field)
    {
        var service = await server.Doors.Admin.AddServiceAsync("s");
        var refused = await Assert.ThrowsAsync<Contracts.Client.ProblemException>(() => AddGrantAsync(service, ["twin:read"], devices, window));
        Assert.Contains(field, refused.Problem.Errors!.Keys);
    }

    [Fact]
    public async Task Numbers_AreForServicesThatTouchDevices()
    {
        var (owner, service) = (await server.Doors.Admin.AddOwnerAsync("o"), await server.Doors.Admin.AddServiceAsync("s"));
        var device = await server.Doors.EnrolAsync();
        GrantRequest[] refused =
        [
            new(owner.Id, device.ToString(), ["twin:read"], null, "r", Devices: 5),
            new(service.Id, device.ToString(), ["twin:read"], 3600, "r", Devices: 5),
            new(service.Id, null, ["ledger:read"], 3600, "r", Devices: 5),
        ];
        foreach (var request in refused)
        {
            var problem = await Assert.ThrowsAsync<Contracts.Client.ProblemException>(() => server.Doors.Admin.AddGrantAsync(request));
            Assert.Contains("devices", problem.Problem.Errors!.Keys);
        }

        var auditor = await server.Doors.Admin.AddGrantAsync(new GrantRequest(service.Id, null, ["ledger:read"], 3600, "r"));
        Assert.Equal((null, null, false), (auditor.Devices, auditor.WindowSeconds, auditor.IsDefaultBudget));
    }

    private async Task<EnrolledDevice[]> EnrolAsync(int count)
    {
        var devices = new EnrolledDevice[count];
        for (var i = 0; i < count; i++)
        {
            devices[i] = await server.Doors.EnrolAsync();
        }

        return devices;
    }

    private static async Task<int> ReadAsync(Owner owner, EnrolledDevice[] devices)
    {
        var read = 0;
        foreach (var device in devices)
        {
            var status = (await owner.GetAsync($"v1/devices/{device}/twin")).Status;
            Assert.True(status is 200 or 429, $"{status}");
            read += status == 200 ? 1 : 0;
        }

        return read;
    }

    private async Task<(GrantSummary Grant, Owner Token)> AddServiceAsync(int? devices, int? window)
    {
        var service = await server.Doors.Admin.AddServiceAsync("s");
        return (await AddGrantAsync(service, ["twin:read"], devices, window), await server.Doors.TokenAsync(service));
    }

    private Task<GrantSummary> AddGrantAsync(Person service, string[] actions, int? devices, int? window) =>
        server.Doors.Admin.AddGrantAsync(new GrantRequest(service.Id, null, actions, 3600, "r", Devices: devices, WindowSeconds: window));
}

/// <summary>A server of its own, because it is started again.</summary>
public sealed class ReachBudgetRestartTests
{
    [Fact]
    public async Task Restart_KeepsTheBudget_AndSaysWhichGrantsStateNone()
    {
        await using var server = await RunningServer.StartAsync(o => o with { Access = o.Access with { ServiceReachBudget = 2 } });
        EnrolledDevice[] devices = [await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync()];
        var service = await server.Doors.Admin.AddServiceAsync("s");
        await server.Doors.Admin.AddGrantAsync(new GrantRequest(service.Id, null, ["twin:read"], 3600, "r"));
        var auditor = await server.Doors.Admin.AddServiceAsync("a");
        await server.Doors.Admin.AddGrantAsync(new GrantRequest(auditor.Id, null, ["ledger:read"], 3600, "r"));
        var before = await server.Doors.TokenAsync(service);
        Assert.Equal([200, 200, 429], await StatusesAsync(before, devices));

        await server.RestartAsync();
        var after = new Owner(server.Doors, before.Person, before.Token);
        Assert.Equal([200, 200, 429], await StatusesAsync(after, devices));
        var line = Assert.Single(server.Log.Events, e => e.Id.Id == 3031);
        Assert.Equal((LogLevel.Warning, "1", "2", "3600"), (line.Level, line["Count"], line["Devices"], line["Seconds"]));
    }

    private static async Task<List<int>> StatusesAsync(Owner owner, EnrolledDevice[] devices)
    {
        var statuses = new List<int>();
        foreach (var device in devices)
        {
            statuses.Add((await owner.GetAsync($"v1/devices/{device}/twin")).Status);
        }

        return statuses;
    }
}
