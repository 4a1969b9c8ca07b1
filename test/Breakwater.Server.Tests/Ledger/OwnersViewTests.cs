using System.Text.Json;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Receipts;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Server.Tests.Ledger;

/// <summary>An owner sees who looked at the device: what they are, why and under whose approval, with a receipt; and never who they are, or anybody else's.</summary>
public sealed class OwnersViewTests(SharedServer server)
{
    [Fact]
    public async Task Accesses_TellRoleActionCaseAndApproval_OfOthers_AndOwnOnesWhenAskedFor()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var (service, grant) = await AddServiceAsync(device, "ticket 17");
        await service.GetAsync($"v1/devices/{device.Id}/maps");
        await owner.GetAsync($"v1/devices/{device.Id}/twin");

        var others = await AccessesAsync(owner, device, "");
        Assert.All(others, a => Assert.False(a.You));
        var access = others.First(a => a.Role == "service");
        Assert.Equal(("maps:read", "GET /v1/devices/{device}/maps", 200), (access.Action, access.WayIn, access.Status));
        Assert.Equal((grant.Id, "operator", "ticket 17"), (access.Approval!.Grant, access.Approval.Role, access.Approval.Reason));
        Assert.Contains(others, a => a is { Role: "operator", Action: "devices:manage" });

        var all = await AccessesAsync(owner, device, "?by=all");
        Assert.Contains(all, a => a is { You: true, Role: "owner", Action: "twin:read" });
        Assert.DoesNotContain(service.Person.Id.ToString(), (await owner.GetAsync($"v1/devices/{device.Id}/accesses?by=all")).Body);
    }

    [Fact]
    public async Task Operators_WorkOnACase_AndTheOwnerSeesIt()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        using (var admin = new AdminClient(server.Doors.Ready.AdminSocket, "INC-42"))
        {
            await admin.GetDeviceAsync(device.Serial);
        }

        Assert.Equal("INC-42", (await AccessesAsync(owner, device, ""))[0].Case);

        // An owner works on no case, and cannot leave words there for another.
        Assert.Equal(200, (await owner.SendAsync(HttpMethod.Get, $"v1/devices/{device.Id}/twin", headers: ("Breakwater-Case", "INC-43"))).Status);
        Assert.Null((await AccessesAsync(owner, device, "?by=all")).First(a => a is { You: true, Action: "twin:read" }).Case);

        using var mistaken = new AdminClient(server.Doors.Ready.AdminSocket, "not a case; but text");
        var refused = await Assert.ThrowsAsync<ProblemException>(() => mistaken.GetDeviceAsync(device.Serial));
        Assert.Equal((400, "Breakwater-Case"), (refused.Problem.Status, refused.Problem.Errors!.Keys.Single()));
    }

    [Fact]
    public async Task Receipt_IsCheckedWithoutTheServer_AndIsOfTheOwnDeviceOnly()
    {
        var (device, foreign) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var (owner, stranger) = (await server.Doors.AddOwnerAsync(device), await server.Doors.AddOwnerAsync(foreign));
        await owner.GetAsync($"v1/devices/{device.Id}/twin");
        var entry = (await AccessesAsync(owner, device, "?by=all"))[0].Entry;

        var receipt = await owner.GetAsync($"v1/devices/{device.Id}/accesses/{entry}/receipt");

        Assert.Equal((200, "text/plain"), (receipt.Status, receipt.ContentType));
        var keys = (await server.Doors.Admin.Ledger.GetStatusAsync()).PublicKeys.Select(k => NoteVerifier.TryParse(k, out var key) ? key : throw new FormatException(k)).ToArray();
        Assert.Equal(ReceiptVerdict.Valid, Receipt.Check(receipt.Body, keys, []).Verdict);
        Assert.True(Receipt.TryParse(receipt.Body, out var parsed));
        Assert.Contains(device.Id.ToString(), System.Text.Encoding.UTF8.GetString(parsed.Entry!.Value.Span));

        // A stranger gets it neither through the device that is not his nor through his own.
        Assert.Equal("device-not-found", (await stranger.GetAsync($"v1/devices/{device.Id}/accesses/{entry}/receipt")).Code);
        var through = await stranger.GetAsync($"v1/devices/{foreign.Id}/accesses/{entry}/receipt");
        Assert.Equal("resource-not-found", through.Code);
        Assert.Equal(through.Body, (await stranger.GetAsync($"v1/devices/{foreign.Id}/accesses/{new string('0', 32)}/receipt")).Body);
        Assert.Equal(400, (await stranger.GetAsync($"v1/devices/{foreign.Id}/accesses/x/receipt")).Status);
    }

    [Fact]
    public async Task FirstTouchOfAService_IsANotice_AndALiveEvent_AndTheSecondIsNot()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var (service, _) = await AddServiceAsync(device, "support");
        await using var live = owner.Client.WatchAsync(device.Id, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await live.MoveNextAsync());

        await service.GetAsync($"v1/devices/{device.Id}/telemetry");
        await service.GetAsync($"v1/devices/{device.Id}/telemetry");

        Assert.True(await Wait.ForAsync(live.MoveNextAsync().AsTask(), "the live event"));
        Assert.Equal(LiveEvents.Access, live.Current.EventType);
        var notices = JsonSerializer.Deserialize((await owner.GetAsync("v1/notices")).Body, ContractsJson.Default.PageAccessNotice)!.Items;
        var notice = Assert.Single(notices, n => n.Role == "service");
        Assert.Equal((device.Id, "telemetry:read"), (notice.Device, notice.Action));
        Assert.Equal(notice with { Entry = null }, JsonSerializer.Deserialize(live.Current.Data, ContractsJson.Default.AccessNotice));
        Assert.Single(notices, n => n.Role == "operator");
        Assert.Empty(JsonSerializer.Deserialize((await (await server.Doors.AddOwnerAsync()).GetAsync("v1/notices")).Body, ContractsJson.Default.PageAccessNotice)!.Items);
    }

    [Fact]
    public async Task References_AreTheReadersOwn_AndTellNoNumber()
    {
        var device = await server.Doors.EnrolAsync();
        var (owner, other) = (await server.Doors.AddOwnerAsync(device), await server.Doors.AddOwnerAsync(device));
        var reference = EntryOf(await owner.GetAsync($"v1/devices/{device.Id}/twin"));

        // By the answer's header, and by the list: the same entry, the same reference; to another reader it is another.
        Assert.Equal(reference, (await AccessesAsync(owner, device, "?by=all"))[0].Entry);
        var others = (await AccessesAsync(other, device, "")).Select(a => a.Entry).ToArray();
        Assert.DoesNotContain(reference, others);
        var own = await owner.GetAsync($"v1/entries/{reference}/receipt");
        Assert.Equal((200, "text/plain"), (own.Status, own.ContentType));
        Assert.True(Receipt.TryParse(own.Body, out var receipt));
        Assert.Contains("twin:read", System.Text.Encoding.UTF8.GetString(receipt.Entry!.Value.Span));

        // The other's use of it, or of his own reference to what somebody else did.
        Assert.Equal("resource-not-found", (await other.GetAsync($"v1/entries/{reference}/receipt")).Code);
        Assert.Equal("resource-not-found", (await other.GetAsync($"v1/devices/{device.Id}/accesses/{reference}/receipt")).Code);
        Assert.Equal("resource-not-found", (await other.GetAsync($"v1/entries/{others[0]}/receipt")).Code);
        Assert.Equal(200, (await other.GetAsync($"v1/devices/{device.Id}/accesses/{others[0]}/receipt")).Status);

        // An operator may be told it.
        Assert.Equal(receipt.Index, Receipt.TryParse(await server.Doors.Admin.Ledger.GetReceiptAsync(reference), out var proven) ? proven.Index : -1);
    }

    [Fact]
    public async Task Accesses_Pages_GoOnByACursorThatIsTheReadersOwn()
    {
        var device = await server.Doors.EnrolAsync();
        var (owner, other) = (await server.Doors.AddOwnerAsync(device), await server.Doors.AddOwnerAsync(device));
        for (var i = 0; i < 5; i++)
        {
            await owner.GetAsync($"v1/devices/{device.Id}/twin");
        }

        var found = new List<EntryReference>();
        string? cursor = null;
        do
        {
            var page = JsonSerializer.Deserialize(
                (await other.GetAsync($"v1/devices/{device.Id}/accesses?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")).Body, ContractsJson.Default.PageDeviceAccess)!;
            found.AddRange(page.Items.Where(a => a.Action == "twin:read").Select(a => a.Entry));
            if (page.Next is not null)
            {
                Assert.Equal(32, page.Next.Length);
                Assert.Equal(400, (await owner.GetAsync($"v1/devices/{device.Id}/accesses?cursor={page.Next}")).Status);
            }

            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(5, found.Distinct().Count());
    }

    [Fact]
    public async Task Events_AreCountedByTheDevice()
    {
        var (device, stranger) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var owner = await server.Doors.AddOwnerAsync(device);
        foreach (var one in (EnrolledDevice[])[device, stranger, stranger, device])
        {
            await using var wire = await MqttWire.ConnectAsync(server.Doors, one);
            await wire.PublishAsync("events/bump", "{}");
        }

        Assert.Equal([2, 1], (await owner.Client.ListEventsAsync(device.Id)).Items.Select(e => e.Id));
    }

    private static EntryReference EntryOf(Answer answer) =>
        EntryReference.Parse(answer.Headers.Split('\n').Single(h => h.StartsWith("Breakwater-Entry: ", StringComparison.Ordinal))[18..]);

    private static async Task<IReadOnlyList<DeviceAccess>> AccessesAsync(Owner owner, EnrolledDevice device, string query) =>
        JsonSerializer.Deserialize((await owner.GetAsync($"v1/devices/{device.Id}/accesses{query}")).Body, ContractsJson.Default.PageDeviceAccess)!.Items;

    private async Task<(Owner Service, GrantSummary Grant)> AddServiceAsync(EnrolledDevice device, string reason)
    {
        var person = await server.Doors.Admin.AddServiceAsync("support");
        var grant = await server.Doors.Admin.AddGrantAsync(new GrantRequest(person.Id, device.Serial, ServerDoors.AllScopes, 3600, reason));
        return (await server.Doors.TokenAsync(person), grant);
    }
}
