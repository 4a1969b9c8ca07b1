using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Ledger;

/// <summary>What did this credential touch?</summary>
public sealed class ReachReportTests(SharedServer server)
{
    private LedgerClient Ledger => server.Doors.Admin.Ledger;

    [Fact]
    public async Task Reach_OfPrincipalCredentialAndDevice_IsWhatWasTouched_AndNotWhatWasRefused()
    {
        var (one, two, foreign) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var owner = await server.Doors.AddOwnerAsync(one, two);
        await owner.GetAsync($"v1/devices/{one.Id}/twin");
        await owner.GetAsync($"v1/devices/{one.Id}/twin");
        await owner.GetAsync($"v1/devices/{two.Id}/events");
        await owner.GetAsync($"v1/devices/{foreign.Id}/twin");

        foreach (var (kind, of) in new[] { (LedgerSubjectKind.Principal, owner.Person.Id.ToString()), (LedgerSubjectKind.Credential, $"token:{owner.Token.Id}") })
        {
            var report = await Ledger.AskReachAsync(new LedgerQuestion(kind, of));
            Assert.Equal(new[] { one.Id, two.Id }.OrderBy(d => d.ToString()), report.Rows.Select(r => r.Device).OrderBy(d => d.ToString()));
            Assert.Equal((3, false, false), (report.Uses, report.Truncated, report.Approximate));
            var row = report.Rows.Single(r => r.Device == one.Id);
            Assert.Equal((2, one.Serial), (row.Count, row.Serial));
            Assert.Equal(["twin:read"], row.Actions);
            Assert.Equal([owner.Person.Id], row.Owners);
            Assert.Single(row.Grants);
            Assert.True(row.Bytes > 0 && row.First <= row.Last);
        }

        var about = await Ledger.AskReachAsync(new LedgerQuestion(LedgerSubjectKind.Device, one.Serial));
        Assert.Contains(about.Rows, r => r.Who == owner.Person.Id.ToString() && r is { Role: "owner", Count: 2 });
        Assert.DoesNotContain((await Ledger.AskReachAsync(new LedgerQuestion(LedgerSubjectKind.Device, foreign.Id.ToString()))).Rows, r => r.Role == "owner");
        Assert.Contains((await Ledger.AskReachAsync(new LedgerQuestion(LedgerSubjectKind.Source, "127.0.0.1"))).Rows, r => r.Device == one.Id);
    }

    [Fact]
    public async Task Reach_OfAPseudonym_IsThatOfWhateverItIsOneOf()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await owner.GetAsync($"v1/devices/{device.Id}/twin");
        var entry = (await Ledger.ListEntriesAsync(new LedgerQuestion(LedgerSubjectKind.Principal, owner.Person.Id.ToString()))).Items[0].Body;
        foreach (var pseudonym in (string[])[Uid(entry.GetProperty("actor").GetProperty("user")), Uid(entry.GetProperty("actor").GetProperty("session")), Uid(entry.GetProperty("src_endpoint"))])
        {
            var report = await Ledger.AskReachAsync(new LedgerQuestion(LedgerSubjectKind.Subject, pseudonym));
            Assert.Contains(report.Rows, r => r.Device == device.Id);
        }

        static string Uid(System.Text.Json.JsonElement of) => of.GetProperty("uid").GetString()!;
    }

    [Fact]
    public async Task Reach_IsCutByTime()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await owner.GetAsync($"v1/devices/{device.Id}/twin");
        var question = new LedgerQuestion(LedgerSubjectKind.Principal, owner.Person.Id.ToString());

        Assert.Single((await Ledger.AskReachAsync(question with { Since = DateTimeOffset.UtcNow.AddHours(-1) })).Rows);
        Assert.Empty((await Ledger.AskReachAsync(question with { Since = DateTimeOffset.UtcNow.AddHours(1) })).Rows);
        Assert.Empty((await Ledger.AskReachAsync(question with { Until = DateTimeOffset.UtcNow.AddHours(-1) })).Rows);
    }

    [Theory]
    [InlineData(LedgerSubjectKind.Principal, "owner:00000000000000000000000000000000")]
    [InlineData(LedgerSubjectKind.Credential, "token:0000000000000000")]
    [InlineData(LedgerSubjectKind.Source, "203.0.113.7")]
    [InlineData(LedgerSubjectKind.Device, "no-such-serial")]
    [InlineData(LedgerSubjectKind.Subject, "xyz")]
    public async Task Reach_OfNobodyKnown_SaysSo(LedgerSubjectKind kind, string of)
    {
        var refused = await Assert.ThrowsAsync<ProblemException>(() => Ledger.AskReachAsync(new LedgerQuestion(kind, of)));
        Assert.Equal(404, refused.Problem.Status);
        Assert.Contains(of, refused.Problem.Detail);
    }

    [Fact]
    public async Task Entries_ComeWithNames_NewestAndOldestFirst_PageByPage_WithReceipts()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        for (var i = 0; i < 5; i++)
        {
            await owner.GetAsync($"v1/devices/{device.Id}/twin");
        }

        var question = new LedgerQuestion(LedgerSubjectKind.Principal, owner.Person.Id.ToString());
        var newest = new List<LedgerEntryView>();
        string? cursor = null;
        do
        {
            var page = await Ledger.ListEntriesAsync(question, receipts: true, cursor: cursor, limit: 2);
            newest.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        var touches = newest.Where(e => e.Body.GetProperty("api").GetProperty("operation").GetString() == "twin:read").ToArray();
        Assert.Equal(5, touches.Length);
        Assert.Equal(touches.OrderByDescending(e => e.Entry), touches);
        Assert.All(touches, e => Assert.Equal((owner.Person.Id.ToString(), $"token:{owner.Token.Id}", true), (e.Principal, e.Credential, e.Receipt!.StartsWith("c2sp.org/tlog-proof@v1\n"))));
        var oldest = await Ledger.ListEntriesAsync(question, newestFirst: false);
        Assert.Equal(newest.Select(e => e.Entry).Reverse(), oldest.Items.Select(e => e.Entry));
    }
}
