using Breakwater.Contracts.Ledger;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Ledger;

/// <summary>Questions for entries, over the admin socket: whatever is about somebody, and not only what was permitted.</summary>
public sealed class EntrySearchTests(SharedServer server)
{
    [Fact]
    public async Task Entries_OfAnOwner_AreAccessesRefusalsAndEvents()
    {
        var (own, foreign) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var owner = await server.Doors.AddOwnerAsync(own);
        Assert.Equal(200, (await owner.GetAsync($"v1/devices/{own}/twin")).Status);
        Assert.Equal(404, (await owner.GetAsync($"v1/devices/{foreign}/twin")).Status);

        string[] expected = ["owner.added", "grant.added", "token.issued", "twin:read", "twin:read"];
        var question = new LedgerQuestion(LedgerSubjectKind.Principal, owner.Person.Id.ToString());
        Assert.Equal(expected, (await ListAsync(question, newestFirst: false, 100)).Select(Operation));
        Assert.Equal(expected.Reverse(), (await ListAsync(question, newestFirst: true, 2)).Select(Operation));
        var refused = (await ListAsync(question, newestFirst: true, 100))[0];
        Assert.Equal("NotGranted", refused.Body.GetProperty("status_detail").GetString());

        var token = new LedgerQuestion(LedgerSubjectKind.Credential, $"token:{owner.Token.Id}");
        Assert.Equal(["token.issued", "twin:read", "twin:read"], (await ListAsync(token, newestFirst: false, 1)).Select(Operation));
    }

    [Fact]
    public async Task Entries_OfADevice_AreItsOwnEventsToo()
    {
        var device = await server.Doors.EnrolAsync();
        var question = new LedgerQuestion(LedgerSubjectKind.Device, device.Serial);
        var owner = await server.Doors.AddOwnerAsync();
        Assert.Equal(404, (await owner.GetAsync($"v1/devices/{device}/twin")).Status);
        var operations = (await ListAsync(question, newestFirst: false, 3)).Select(Operation).ToArray();
        Assert.Contains("device.enrolled", operations);
        Assert.Equal("twin:read", operations[^1]);
        Assert.Empty(await ListAsync(question with { Until = DateTimeOffset.UnixEpoch }, newestFirst: false, 3));
    }

    private static string? Operation(LedgerEntryView view) => view.Body.GetProperty("api").GetProperty("operation").GetString();

    private async Task<List<LedgerEntryView>> ListAsync(LedgerQuestion question, bool newestFirst, int limit)
    {
        var entries = new List<LedgerEntryView>();
        string? cursor = null;
        do
        {
            var page = await server.Doors.Admin.Ledger.ListEntriesAsync(question, newestFirst, cursor: cursor, limit: limit);
            Assert.True(page.Items.Count <= limit);
            entries.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return entries;
    }
}
