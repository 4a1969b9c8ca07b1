using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Granting;

/// <summary>Groups by model and tags, and what a grant on one reaches, from the moment of a change on.</summary>
public sealed class GroupTests(SharedServer server)
{
    private static int names;

    private AdminClient Admin => server.Doors.Admin;

    [Fact]
    public async Task Grant_ReachesTheDevicesOfItsGroup_AndNoOther()
    {
        var (tag, model) = (NewName("site:"), NewName("model-"));
        EnrolledDevice[] devices = [await server.Doors.EnrolAsync(model), await server.Doors.EnrolAsync(model), await server.Doors.EnrolAsync()];
        await Admin.ChangeTagsAsync(devices[0].Serial, new TagRequest([tag, "hot"], null));
        await Admin.ChangeTagsAsync(devices[2].Serial, new TagRequest([tag], null));
        var (both, byTag, byModel) = (await ServiceAsync(model, tag), await ServiceAsync(null, tag), await ServiceAsync(model));

        Assert.Equal([200, 404, 404], await StatusesAsync(both.Token, devices));
        Assert.Equal([200, 404, 200], await StatusesAsync(byTag.Token, devices));
        Assert.Equal([200, 200, 404], await StatusesAsync(byModel.Token, devices));
        Assert.Equal(Ids(devices[0]), await ListAsync(both.Token));
        Assert.Equal(Ids(devices[0], devices[2]), await ListAsync(byTag.Token));
        Assert.Equal(Ids(devices[0], devices[1]), await ListAsync(byModel.Token));

        // One that does not exist and one that is not of the group look alike.
        var (foreign, unknown) = (await both.Token.GetAsync($"v1/devices/{devices[1]}/twin"), await both.Token.GetAsync($"v1/devices/{DeviceId.Create()}/twin"));
        Assert.Equal(unknown.Visible, foreign.Visible);
    }

    [Fact]
    public async Task Tag_ThatIsTakenOff_EndsTheReach_AndPutOnGivesIt()
    {
        var tag = NewName("t-");
        var device = await server.Doors.EnrolAsync();
        var (_, token) = await ServiceAsync(null, tag);
        Assert.Equal([404], await StatusesAsync(token, device));
        Assert.Equal([tag], (await Admin.ChangeTagsAsync(device.Serial, new TagRequest([tag], null))).Tags);
        Assert.Equal([200], await StatusesAsync(token, device));
        Assert.Equal(Ids(device), await ListAsync(token));

        var stream = await server.Doors.Public.SendAsync(Live(device, token), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.True(stream.IsSuccessStatusCode, $"{stream.StatusCode}");
        var ended = EndOfAsync(stream);
        Assert.Empty((await Admin.ChangeTagsAsync(device.Serial, new TagRequest(null, [tag]))).Tags);
        await Wait.ForAsync(ended, "the stream to end with the tag", Wait.Law6);
        Assert.Equal([404], await StatusesAsync(token, device));
        Assert.Empty(await ListAsync(token));

        var entries = (await Admin.Ledger.ListEntriesAsync(new LedgerQuestion(LedgerSubjectKind.Device, device.Serial), limit: 100)).Items;
        Assert.Equal(2, entries.Count(e => e.Body.GetRawText().Contains("device.tagged", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Rule_ThatChanges_IsTrueAtOnce()
    {
        var (tag, other) = (NewName("t-"), NewName("t-"));
        EnrolledDevice[] devices = [await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync()];
        await Admin.ChangeTagsAsync(devices[0].Serial, new TagRequest([tag], null));
        await Admin.ChangeTagsAsync(devices[1].Serial, new TagRequest([other], null));
        var (group, token) = await ServiceAsync(null, tag);
        Assert.Equal([200, 404], await StatusesAsync(token, devices));
        await Admin.ChangeGroupAsync(group, new GroupRequest(null, null, [other]));
        Assert.Equal([404, 200], await StatusesAsync(token, devices));
    }

    [Fact]
    public async Task Group_StaysWhileAGrantIsOnIt()
    {
        var (group, token) = await ServiceAsync("m1");
        Assert.Equal(ProblemCodes.Conflict, (await Assert.ThrowsAsync<ProblemException>(() => Admin.RemoveGroupAsync(group))).Problem.Code);
        var grant = (await Admin.ListGrantsAsync()).Items.Single(g => g.Principal == token.Person.Id);
        Assert.Equal((group, 25, 3600, true), (grant.Group, grant.Devices, grant.WindowSeconds, grant.IsDefaultBudget));
        await Admin.RevokeGrantAsync(grant.Id);
        await Admin.RemoveGroupAsync(group);
        Assert.DoesNotContain((await Admin.ListGroupsAsync()).Items, g => g.Name == group);
    }

    [Fact]
    public async Task WhatIsNoGroup_IsRefused()
    {
        var (owner, service) = (await Admin.AddOwnerAsync("o"), await Admin.AddServiceAsync("s"));
        var group = (await Admin.AddGroupAsync(new GroupRequest(NewName("g-"), "m1", null))).Name;
        Assert.Equal(ProblemCodes.Conflict, (await Assert.ThrowsAsync<ProblemException>(() => Admin.AddGroupAsync(new GroupRequest(group, "m1", null)))).Problem.Code);
        foreach (var (request, field) in ((GroupRequest, string)[])[(new(NewName("g-"), null, []), "tags"), (new("*", "m1", null), "name"), (new(NewName("g-"), null, ["A B"]), "tags")])
        {
            Assert.Contains(field, (await Assert.ThrowsAsync<ProblemException>(() => Admin.AddGroupAsync(request))).Problem.Errors!.Keys);
        }

        await Assert.ThrowsAsync<ProblemException>(() => GrantAsync(owner, group));
        await Assert.ThrowsAsync<ProblemException>(() => GrantAsync(service, "no-such-group"));
        await Assert.ThrowsAsync<ProblemException>(() => Admin.AddGrantAsync(new GrantRequest(service.Id, null, ["ledger:read"], 3600, "r", Group: group)));
        var device = await server.Doors.EnrolAsync();
        await Assert.ThrowsAsync<ProblemException>(() => Admin.ChangeTagsAsync(device.Serial, new TagRequest([.. Enumerable.Range(0, 33).Select(i => $"t{i}")], null)));
        await Assert.ThrowsAsync<ProblemException>(() => Admin.ChangeTagsAsync(device.Serial, new TagRequest(["a"], ["a"])));
    }

    private static string NewName(string prefix) => $"{prefix}{Interlocked.Increment(ref names)}";

    private static string[] Ids(params EnrolledDevice[] devices) => [.. devices.Select(d => d.ToString()).Order(StringComparer.Ordinal)];

    private static async Task<List<int>> StatusesAsync(Owner owner, params EnrolledDevice[] devices)
    {
        var statuses = new List<int>();
        foreach (var device in devices)
        {
            statuses.Add((await owner.GetAsync($"v1/devices/{device}/twin")).Status);
        }

        return statuses;
    }

    private static async Task<string[]> ListAsync(Owner owner) =>
        [.. (await owner.GetAsync("v1/devices")).Json.GetProperty("items").EnumerateArray().Select(d => d.GetProperty("id").GetString()!)];

    private static HttpRequestMessage Live(EnrolledDevice device, Owner owner)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"v1/devices/{device}/live");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {owner.Token.Token}");
        return request;
    }

    private static async Task EndOfAsync(HttpResponseMessage stream)
    {
        try
        {
            await stream.Content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // It was cut, which is an end as well.
        }
    }

    private async Task<(string Group, Owner Token)> ServiceAsync(string? model, params string[] tags)
    {
        var group = (await Admin.AddGroupAsync(new GroupRequest(NewName("g-"), model, tags))).Name;
        var service = await Admin.AddServiceAsync("s");
        await GrantAsync(service, group);
        return (group, await server.Doors.TokenAsync(service));
    }

    private Task<GrantSummary> GrantAsync(Person person, string group) =>
        Admin.AddGrantAsync(new GrantRequest(person.Id, null, ServerDoors.AllScopes, 3600, "r", Group: group));
}
