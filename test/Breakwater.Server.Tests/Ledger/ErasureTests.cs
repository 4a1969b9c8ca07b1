using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Verification;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Receipts;

namespace Breakwater.Server.Tests.Ledger;

/// <summary>A person asks to be forgotten: whom the pseudonyms mean is gone, and the tree, the entries and the receipts are what they were.</summary>
public sealed class ErasureTests
{
    [Fact]
    public async Task Erasure_ForgetsThePerson_AndNothingElse()
    {
        var server = await RunningServer.StartAsync();
        var device = await server.Doors.EnrolAsync();
        var (owner, other) = (await server.Doors.AddOwnerAsync(device), await server.Doors.AddOwnerAsync(device));
        await owner.GetAsync($"v1/devices/{device.Id}/twin");
        await other.GetAsync($"v1/devices/{device.Id}/twin");
        var ledger = server.Doors.Admin.Ledger;
        var id = owner.Person.Id.ToString();
        var before = (await ledger.ListEntriesAsync(new LedgerQuestion(LedgerSubjectKind.Principal, id), receipts: true)).Items[0];
        Assert.Equal(id, before.Principal);

        var report = await ledger.EraseAsync(new ErasureRequest(owner.Person.Id, "asked by letter"));

        Assert.Equal((1, 1, true), (report.Tokens, report.Grants, report.Person));
        Assert.True(report.Pseudonyms >= 2, "the person's and the token's");
        Assert.Equal(401, (await owner.GetAsync("v1/devices")).Status);
        Assert.DoesNotContain((await server.Doors.Admin.ListOwnersAsync()).Items, p => p.Id == owner.Person.Id);
        await Assert.ThrowsAsync<ProblemException>(() => ledger.AskReachAsync(new LedgerQuestion(LedgerSubjectKind.Principal, id)));

        // The entry is there, and says no longer who it was; whose device it was can still be asked.
        var after = await ledger.GetEntryAsync(before.Entry);
        Assert.Equal(before.Body.GetRawText(), after.Body.GetRawText());
        Assert.Equal((null, null), (after.Principal, after.Credential));
        var about = await ledger.AskReachAsync(new LedgerQuestion(LedgerSubjectKind.Device, device.Serial));
        Assert.Contains(about.Rows, r => r is { Role: "owner", Who: null });
        Assert.Contains(about.Rows, r => r.Who == other.Person.Id.ToString());

        // Old receipts check, the tree verifies.
        var keys = (await ledger.GetStatusAsync()).PublicKeys.Select(k => NoteVerifier.TryParse(k, out var key) ? key : throw new FormatException(k)).ToArray();
        Assert.Equal(ReceiptVerdict.Valid, Receipt.Check(before.Receipt!, keys, []).Verdict);
        server.Doors.Dispose();
        await server.Server.DisposeAsync();
        var verification = LedgerVerification.Verify(new DataFolder(server.Folder), null, null, TestContext.Current.CancellationToken);
        Assert.Null(verification.Fault);

        // Its id is nowhere in the folder: not in the ledger, and not in the database's live rows.
        foreach (var file in Directory.GetFiles(Path.Combine(server.Folder, "ledger"), "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(id, await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        RunningServer.Delete(server.Folder);
    }
}
