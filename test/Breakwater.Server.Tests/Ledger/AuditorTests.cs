using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Verification;

namespace Breakwater.Server.Tests.Ledger;

/// <summary>The log as C2SP tlog-tiles, for whoever was granted its sight, and for nobody else.</summary>
public sealed class AuditorTests(SharedServer server)
{
    [Fact]
    public async Task Auditor_ReadsTheWholeLog_AndVerifiesIt()
    {
        var (auditor, id) = await AddAuditorAsync();
        using var http = server.Doors.NewHttp("operators-https");
        var keys = (await server.Doors.Admin.Ledger.GetStatusAsync()).PublicKeys.Select(k => NoteVerifier.TryParse(k, out var key) ? key : throw new FormatException(k)).ToArray();
        Answer checkpoint = null!;
        await Wait.UntilAsync(
            async () => (checkpoint = await Owner.SendAsync(http, auditor, HttpMethod.Get, "ledger/checkpoint")).Status == 200, "the first checkpoint");

        Assert.True(SignedCheckpoint.TryParse(checkpoint.Body, out var signed));
        var log = new TileLog(async (address, cancellationToken) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"ledger/{address.Path}");
            request.Headers.TryAddWithoutValidation("Authorization", auditor);
            using var response = await http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync(cancellationToken) : null;
        });
        var report = await log.VerifyAsync(signed, keys, TestContext.Current.CancellationToken);
        Assert.Equal((TileLogFinding.Verified, signed.Checkpoint.Root), (report.Finding, report.Root));

        // However many tiles that were, reading them is one entry, and their number later another.
        var reads = (await server.Doors.Admin.Ledger.ListEntriesAsync(new LedgerQuestion(LedgerSubjectKind.Principal, id.ToString()), limit: 500)).Items.Count(e =>
            e.Body.GetProperty("api").TryGetProperty("service", out var service) && service.GetProperty("name").GetString()!.StartsWith("GET /ledger/tile", StringComparison.Ordinal));
        Assert.InRange(reads, 1, 3);
    }

    [Fact]
    public async Task OthersReadNothing()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var person = await server.Doors.Admin.AddServiceAsync("s");
        await server.Doors.Admin.AddGrantAsync(new GrantRequest(person.Id, null, ["devices:read"], 3600, "r"));
        var withoutGrant = await server.Doors.TokenAsync(person, "ledger:read");
        using var http = server.Doors.NewHttp("operators-https");

        Assert.Equal(401, (await Owner.SendAsync(http, null, HttpMethod.Get, "ledger/checkpoint")).Status);
        Assert.Equal(404, (await Owner.SendAsync(http, $"Bearer {owner.Token.Token}", HttpMethod.Get, "ledger/checkpoint")).Status);
        Assert.Equal(404, (await Owner.SendAsync(http, $"Bearer {withoutGrant.Token.Token}", HttpMethod.Get, "ledger/checkpoint")).Status);
        Assert.Equal(404, (await owner.GetAsync("ledger/checkpoint")).Status);
        var forOwner = await Assert.ThrowsAsync<ProblemException>(() => server.Doors.Admin.IssueTokenAsync(new TokenRequest(owner.Person.Id, "t", ["ledger:read"], 3600)));
        Assert.Contains("scopes", forOwner.Problem.Errors!.Keys);
        var onDevice = await Assert.ThrowsAsync<ProblemException>(() => server.Doors.GrantAsync(person, device.Id, 3600, "ledger:read"));
        Assert.Contains("actions", onDevice.Problem.Errors!.Keys);
    }

    [Theory]
    [InlineData("ledger/tile/0/000.p/0")]
    [InlineData("ledger/tile/0/0")]
    [InlineData("ledger/tile/64/000")]
    [InlineData("ledger/tile/0/x999/999")]
    [InlineData("ledger/tile/entries/../../key")]
    [InlineData("ledger/tile/entries/%2e%2e%2f%2e%2e%2fkey")]
    [InlineData("ledger/tile/7/x000/000")]
    public async Task WhatIsNoTile_IsNotFound(string path)
    {
        var (auditor, _) = await AddAuditorAsync();
        using var http = server.Doors.NewHttp("operators-https");
        Assert.Equal(404, (await Owner.SendAsync(http, auditor, HttpMethod.Get, path)).Status);
    }

    private async Task<(string Authorization, PrincipalId Id)> AddAuditorAsync()
    {
        var person = await server.Doors.Admin.AddServiceAsync("auditor");
        await server.Doors.Admin.AddGrantAsync(new GrantRequest(person.Id, null, ["ledger:read"], 3600, "audit of the year"));
        return ($"Bearer {(await server.Doors.TokenAsync(person, "ledger:read")).Token.Token}", person.Id);
    }
}
