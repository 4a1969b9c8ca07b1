using System.Text;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Running;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Server.Tests.Ledger;

/// <summary>Law 8: whatever anyone but the device itself reads or does stands in the ledger before the answer leaves.</summary>
public sealed class AccessEntryTests : IAsyncLifetime
{
    private const string EntryHeader = "Breakwater-Entry: ";

    private RunningServer server = null!;
    private EnrolledDevice device = null!;
    private Owner owner = null!;

    private OpenLedger Open => server.Server.Services.GetRequiredService<OpenLedger>();

    private LedgerReading Ledger => new(Open);

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync(o => o with { Ledger = o.Ledger with { HeldAnswerBytes = 4096 } });
        device = await server.Doors.EnrolAsync();
        owner = await server.Doors.AddOwnerAsync(device);
    }

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Read_IsOneEntry_WithWhoWhatUnderWhichGrantAndHowManyBytes()
    {
        var answer = await owner.GetAsync($"v1/devices/{device.Id}/twin");

        var entry = EntryJson.Read(Open.Store.ReadEntry(NumberOf(answer)));
        Assert.Equal(EntryType.ApiRead, entry.Type);
        Assert.Equal("twin:read", entry.Operation);
        Assert.Equal("GET /v1/devices/{device}/twin", entry.WayIn);
        Assert.Equal("owner", entry.Role);
        Assert.Equal(device.Id, entry.Device);
        Assert.Equal(200, entry.Status);
        Assert.Equal(Encoding.UTF8.GetByteCount(answer.Body), entry.BytesOut);
        Assert.Null(entry.Refusal);
        Assert.Equal(owner.Person.Id.ToString(), await Ledger.NameAsync(entry.Actor));
        Assert.Equal($"token:{owner.Token.Id}", await Ledger.NameAsync(entry.Credential));
        Assert.StartsWith("ip:127.0.0.1@", await Ledger.NameAsync(entry.Source));
        Assert.Contains((await server.Doors.Admin.ListGrantsAsync()).Items, g => g.Id == entry.Grant);
    }

    [Fact]
    public async Task Command_IsAnEntryBeforeItIsSent()
    {
        var answer = await owner.SendAsync(HttpMethod.Post, $"v1/devices/{device.Id}/commands", """{"name":"go"}""");

        var entry = EntryJson.Read(Open.Store.ReadEntry(NumberOf(answer)));
        Assert.Equal((EntryType.ApiCreate, "commands:send", device.Id, 13L), (entry.Type, entry.Operation, entry.Device!.Value, entry.BytesIn));
        Assert.Null(entry.Status);
    }

    [Fact]
    public async Task WhatTheDeviceItselfDoes_IsNoEntry()
    {
        var before = (await Ledger.EntriesAsync()).Count;
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, device))
        {
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/t", "1"));
        }

        Assert.Equal(before, (await Ledger.EntriesAsync()).Count);
    }

    [Fact]
    public async Task List_IsAnEntryADeviceShown_AndOneWhenItShowsNone()
    {
        var second = await server.Doors.EnrolAsync();
        await server.Doors.GrantAsync(owner.Person, second.Id);
        var answer = await owner.GetAsync("v1/devices");
        var shown = (await Ledger.EntriesAsync()).Where(e => e.WayIn == "GET /v1/devices").ToArray();
        Assert.Equal(new[] { device.Id, second.Id }.OrderBy(d => d.ToString()), shown.Select(e => e.Device!.Value).OrderBy(d => d.ToString()));
        Assert.Equal(Encoding.UTF8.GetByteCount(answer.Body), shown.Sum(e => e.BytesOut));

        var nobody = await server.Doors.AddOwnerAsync();
        await nobody.GetAsync("v1/devices");
        Assert.Single(await Ledger.EntriesAsync(), e => e.WayIn == "GET /v1/devices" && e.Device is null);
    }

    [Fact]
    public async Task LongAnswer_IsOneEntryWithAllItsBytes()
    {
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, device))
        {
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("maps/floor", new string('m', 50_000)));
        }

        var bytes = await owner.Client.GetMapAsync(device.Id, "floor", TestContext.Current.CancellationToken);

        Assert.Equal(50_000, bytes.Length);
        Assert.Equal(50_000, Assert.Single(await Ledger.EntriesAsync(), e => e.Operation == "maps:read").BytesOut);
    }

    [Fact]
    public async Task LiveStream_IsAnEntryAsItOpens_AndWhatItShowedAnotherWhenItHasEnded()
    {
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, device))
        {
            using var ended = new CancellationTokenSource();
            await foreach (var item in owner.Client.WatchAsync(device.Id, ended.Token))
            {
                if (item.EventType == "ready")
                {
                    Assert.Equal(1, Assert.Single(await Ledger.EntriesAsync(), e => e.Operation == "live:read").Count);
                    await wire.PublishAsync("events/bump", "{}");
                }
                else
                {
                    break;
                }
            }
        }

        await WaitForEntriesAsync(e => e.Operation == "live:read" && e is { Count: 0, BytesOut: > 0 });
    }

    [Fact]
    public async Task Refusals_AreOneEntryAtOnce_AndThenOneWithTheirNumber_AndNeverTellTheirNumber()
    {
        var foreign = await server.Doors.EnrolAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.DoesNotContain(EntryHeader, (await owner.GetAsync($"v1/devices/{foreign.Id}/twin")).Headers);
        }

        var first = Assert.Single(await Ledger.EntriesAsync(), e => e.Refusal == "NotGranted");
        Assert.Equal((foreign.Id, 1L, "owner"), (first.Device!.Value, first.Count, first.Role));
        await Open.Coalescer.FlushAsync(all: true);
        var counted = (await Ledger.EntriesAsync()).Where(e => e.Refusal == "NotGranted").ToArray()[1];
        Assert.Equal(19, counted.Count);
        Assert.Equal("1", counted.Details["devices"]);
        Assert.Equal(owner.Person.Id.ToString(), await Ledger.NameAsync(counted.Actor));
    }

    [Fact]
    public async Task WhatTheGatewayRefuses_IsARefusalOfTheDevice()
    {
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SubscribeAsync("#");

        await WaitForEntriesAsync(e => e.Refusal == "WildcardTopic");
        var refusal = Assert.Single(await Ledger.EntriesAsync(), e => e.Refusal == "WildcardTopic");
        Assert.Equal(("mqtt SUBSCRIBE", "device", device.Id), (refusal.WayIn, refusal.Role, refusal.Device!.Value));
        Assert.StartsWith("ip:127.0.0.1@", await Ledger.NameAsync(refusal.Source));
    }

    [Fact]
    public async Task WhatChangesWhoMayDoWhat_IsAnEventWithItsReason()
    {
        var person = await server.Doors.Admin.AddOwnerAsync("Mrs. Somebody");
        var grant = await server.Doors.Admin.AddGrantAsync(new GrantRequest(person.Id, device.Serial, ["twin:read"], null, "she bought it"));
        var token = await server.Doors.Admin.IssueTokenAsync(new TokenRequest(person.Id, "t", ["twin:read"], 3600));
        await server.Doors.Admin.RevokeTokenAsync(token.Id);
        await server.Doors.Admin.RevokeGrantAsync(grant.Id);
        await server.Doors.RenewAsync(device);
        await server.Doors.Admin.ChangeDeviceAsync(device.Serial, "quarantine", "it behaves oddly");
        await server.Doors.Admin.ChangeDeviceAsync(device.Serial, "release", "it was tired");
        await server.Doors.Admin.ChangeDeviceAsync(device.Serial, "revoke", "stolen");
        await server.Doors.Admin.ReclaimDeviceAsync(device.Serial, "found again");
        await server.Doors.Admin.ChangeDeviceAsync(device.Serial, "retire", "worn out");

        var operations = (await Ledger.EntriesAsync()).Select(e => e.Operation).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "server.started", "devices.imported", "device.enrolled", "owner.added", "grant.added", "token.issued", "token.revoked", "grant.revoked",
                "certificate.renewed", "device.quarantined", "device.released", "device.revoked", "claim.issued", "device.retired",
            },
            operations);
        Assert.Contains("she bought it", await Ledger.MessagesAsync("grant.added"));
        Assert.Equal(["stolen"], await Ledger.MessagesAsync("device.revoked"));
        var added = (await Ledger.EntriesAsync()).Last(e => e.Operation == "grant.added");
        Assert.Equal((grant.Id, device.Id, "operator"), (added.Grant, added.Device!.Value, added.Role));
        var about = added.About!.Value;
        Assert.Equal(person.Id.ToString(), await Ledger.NameAsync(about));
    }

    [Fact]
    public async Task StartsAndStops_AndWhatIsConfiguredOtherwise_AreEvents()
    {
        await server.RestartAsync();

        var entries = await Ledger.EntriesAsync();
        Assert.Equal(2, entries.Count(e => e.Operation == "server.started"));
        Assert.Equal(1, entries.Count(e => e.Operation == "server.stopped"));

        // Ports are taken anew at each start here, but the settings are the same.
        Assert.DoesNotContain(entries, e => e.Operation == "configuration.changed");
    }

    private long NumberOf(Answer answer) => Open.Subjects.References.Open(EntryReference.Parse(
        answer.Headers.Split('\n').Single(h => h.StartsWith(EntryHeader, StringComparison.Ordinal))[EntryHeader.Length..])).Entry;

    /// <summary>For what is written beside the answer and not before it.</summary>
    private async Task WaitForEntriesAsync(Func<LedgerEntry<SubjectId>, bool> wanted) =>
        await Wait.UntilAsync(async () => (await Ledger.EntriesAsync()).Any(wanted), "the entry");
}
