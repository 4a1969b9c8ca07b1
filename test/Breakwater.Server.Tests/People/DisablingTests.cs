using Breakwater.Contracts.Client;
using Breakwater.Contracts.Problems;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Server.Tests.Revocation;

namespace Breakwater.Server.Tests.People;

/// <summary>A person who is disabled is nobody, until enabled again (law 6).</summary>
[Collection(nameof(RevocationGroup))]
public sealed class DisablingTests(RevocationServer server)
{
    [Fact]
    public async Task Disable_StreamAndWaitEnd_TokenIsUnknown_AndEnableGivesItBack()
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        var (owner, person) = (access.Owner, access.Owner.Person.Id);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, access.Device);
        using var http = server.Doors.NewHttp("public-https");
        using var stream = await LiveStream.OpenAsync(http, owner.Token.Token, access.Device.Id);
        Assert.Equal(200, stream.Status);

        Assert.NotNull((await server.Doors.Admin.DisableAsync(person, "left the company")).DisabledAt);

        await Wait.ForAsync(stream.Ended, "the stream of a disabled person to end", Wait.Law6);
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/t", "\"after\""));
        Assert.False(stream.Brought("after"));
        var answer = await owner.GetAsync($"v1/devices/{access.Device}/twin");
        Assert.Equal(401, answer.Status);
        Assert.Equal((await new Owner(server.Doors, owner.Person, owner.Token with { Token = $"bwo_{new string('a', 43)}" }).GetAsync($"v1/devices/{access.Device}/twin")).Body, answer.Body);
        Assert.NotNull((await server.Doors.Admin.ListOwnersAsync()).Items.Single(p => p.Id == person).DisabledAt);

        Assert.Null((await server.Doors.Admin.EnableAsync(person, "came back")).DisabledAt);
        Assert.Equal(200, (await owner.GetAsync($"v1/devices/{access.Device}/twin")).Status);
        using var again = await LiveStream.OpenAsync(http, owner.Token.Token, access.Device.Id);
        Assert.Equal(200, again.Status);
    }

    [Fact]
    public async Task Disable_WhileABodyIsSent_NothingIsDone()
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        await using var request = await HalfSentRequest.BeginAsync(
            server.Doors, access.Owner, "PATCH", $"v1/devices/{access.Device}/twin/desired", "application/merge-patch+json", """{"late":true}""");
        Assert.NotNull(request);
        await server.Doors.Admin.DisableAsync(access.Owner.Person.Id, "test");
        Assert.False(await request.FinishAsync(Wait.Law6) is >= 200 and < 300);
        await server.Doors.Admin.EnableAsync(access.Owner.Person.Id, "test");
        Assert.Equal("{}", (await access.Owner.Client.GetTwinAsync(access.Device.Id)).Desired.State.GetRawText());
    }

    [Fact]
    public async Task Disable_IsSaidOfTokens_UntilEnabled()
    {
        var person = (await OwnedDevice.CreateAsync(server.Doors)).Owner.Person.Id;
        Assert.Null(await SaidAsync());
        await server.Doors.Admin.DisableAsync(person, "left the company");
        Assert.Equal((await server.Doors.Admin.ListOwnersAsync()).Items.Single(p => p.Id == person).DisabledAt, await SaidAsync());
        Assert.NotNull(await SaidAsync());
        await server.Doors.Admin.EnableAsync(person, "came back");
        Assert.Null(await SaidAsync());

        async Task<DateTimeOffset?> SaidAsync() => (await server.Doors.Admin.ListTokensAsync()).Items.Single(t => t.Principal == person).PrincipalDisabledAt;
    }

    [Fact]
    public async Task Disable_IsInTheLedger_AndTwiceIsAConflict()
    {
        var service = await server.Doors.Admin.AddServiceAsync("s");
        await server.Doors.Admin.DisableAsync(service.Id, "why it was");
        Assert.Equal(ProblemCodes.Conflict, (await Assert.ThrowsAsync<ProblemException>(() => server.Doors.Admin.DisableAsync(service.Id, "again"))).Problem.Code);
        await server.Doors.Admin.EnableAsync(service.Id, "why not");
        Assert.Equal(ProblemCodes.Conflict, (await Assert.ThrowsAsync<ProblemException>(() => server.Doors.Admin.EnableAsync(service.Id, "again"))).Problem.Code);
        var entries = (await server.Doors.Admin.Ledger.ListEntriesAsync(null)).Items.Select(e => e.Body.GetRawText()).ToArray();
        Assert.Contains(entries, e => e.Contains("service.disabled", StringComparison.Ordinal) && e.Contains("300105", StringComparison.Ordinal));
        Assert.Contains(entries, e => e.Contains("service.enabled", StringComparison.Ordinal) && e.Contains("300102", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ending_IsAskedForByNumber()
    {
        Assert.Equal(404, (await Assert.ThrowsAsync<ProblemException>(() => server.Doors.Admin.GetEndingAsync(long.MaxValue))).Problem.Status);
        await server.Doors.Admin.DisableAsync((await server.Doors.Admin.AddServiceAsync("s")).Id, "test");
        Assert.Equal(0, (await server.Doors.Admin.GetEndingAsync(1)).Unconfirmed);
    }
}
