using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Server.Tokens;

namespace Breakwater.Server.Tests.Tokens;

public sealed class TokenTests(SharedServer server)
{
    [Fact]
    public async Task Issue_Invalid_NamesEveryField()
    {
        var person = await server.Doors.Admin.AddOwnerAsync("o");
        var failure = await Assert.ThrowsAsync<ProblemException>(() => server.Doors.Admin.IssueTokenAsync(new TokenRequest(person.Id, "", ["devices:manage"], 59)));
        Assert.Equal(["expiresInSeconds", "name", "scopes"], failure.Problem.Errors!.Keys.Order());
        await Assert.ThrowsAsync<ProblemException>(() => server.Doors.Admin.IssueTokenAsync(new TokenRequest(person.Id, "t", [], 3600)));
        await Assert.ThrowsAsync<ProblemException>(() => server.Doors.Admin.IssueTokenAsync(new TokenRequest(person.Id, "t", ["nonsense"], 3600)));
        await Assert.ThrowsAsync<ProblemException>(() => server.Doors.Admin.IssueTokenAsync(new TokenRequest(PrincipalId.Create(PrincipalKind.Owner), "t", ["devices:read"], 3600)));
        await Assert.ThrowsAsync<ProblemException>(() => server.Doors.Admin.IssueTokenAsync(new TokenRequest(PrincipalId.LocalOperator, "t", ["devices:read"], 3600)));
    }

    [Fact]
    public async Task Revoked_StopsWorkingAtOnce_AndTheOtherGoesOn()
    {
        var device = await server.Doors.EnrolAsync();
        var first = await server.Doors.AddOwnerAsync(device);
        var second = await server.Doors.TokenAsync(first.Person);
        Assert.Equal(200, (await first.GetAsync($"v1/devices/{device}")).Status);
        await server.Doors.Admin.RevokeTokenAsync(first.Token.Id);
        Assert.Equal(401, (await first.GetAsync($"v1/devices/{device}")).Status);
        Assert.Equal(200, (await second.GetAsync($"v1/devices/{device}")).Status);
        await Assert.ThrowsAsync<ProblemException>(() => server.Doors.Admin.RevokeTokenAsync(first.Token.Id));
        Assert.True((await server.Doors.Admin.ListTokensAsync()).Items.Single(t => t.Id == first.Token.Id).Revoked);
    }

    [Fact]
    public void Secret_IsLong_Recognizable_AndNeverTheSame()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => TokenSecret.Create(PrincipalKind.Owner)).ToArray();
        Assert.All(secrets, s => Assert.Matches("^bwo_[A-Za-z0-9_-]{43}$", s));
        Assert.Equal(100, secrets.Distinct().Count());
        Assert.StartsWith("bws_", TokenSecret.Create(PrincipalKind.Service));
    }
}
