using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Server.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Server.Tests.Access;

/// <summary>Law 7: refusals look alike from outside and different from inside.</summary>
public sealed class RefusalTests(SharedServer server)
{
    [Fact]
    public async Task ForeignUnknownMalformedAndForbiddenDevices_AreAnsweredByteForByteAlike_AtEveryEndpoint()
    {
        var (own, foreign) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var person = await server.Doors.Admin.AddOwnerAsync("o");
        await server.Doors.GrantAsync(person, own.Id, null, "devices:read");
        var owner = await server.Doors.TokenAsync(person);
        var id = foreign.Id.ToString();
        string[] names =
        [
            id, DeviceId.Create().ToString(), foreign.Serial, "x", id[..31], id + "0", id.ToUpperInvariant(), new string('0', 32), "%20", "..%2f" + id, "*",
            id + "%09", own.Id.ToString().ToUpperInvariant().Replace('0', 'A'), "%C3%A9", "null",
        ];
        (string? Body, string Type)[] bodies = [(null, ""), ("{}", "application/json"), ("{", "application/json"), ("x", "text/plain"), ("""{"name":"go"}""", "application/json")];
        var endpoints = (await server.Doors.Admin.GetSurfaceAsync()).Items
            .Where(e => e.Listener == "public-https" && e.Name.Contains("{device}", StringComparison.Ordinal)).Select(e => e.Name.Split(' ')).ToArray();
        Assert.Equal(15, endpoints.Length);
        foreach (var endpoint in endpoints)
        {
            var method = HttpMethod.Parse(endpoint[0]);
            var template = endpoint[1].TrimStart('/').Replace("{stream}", "s", StringComparison.Ordinal).Replace("{command}", "c", StringComparison.Ordinal)
                .Replace("{name}", "n", StringComparison.Ordinal).Replace("{entry}", "1", StringComparison.Ordinal);
            var expected = (await owner.SendAsync(method, template.Replace("{device}", DeviceId.Create().ToString(), StringComparison.Ordinal))).Visible;
            Assert.StartsWith("404", expected);
            Assert.Contains("device-not-found", expected);
            foreach (var query in (string[])["", "?limit=x", "?cursor=x&from=y"])
            {
                // Where the own device is granted for reading only, every other endpoint must look as for a device that there is not.
                foreach (var name in template == "v1/devices/{device}" ? names : [.. names, own.Id.ToString()])
                {
                    Assert.Equal(expected, (await owner.SendAsync(method, template.Replace("{device}", name, StringComparison.Ordinal) + query)).Visible);
                }
            }

            if (method != HttpMethod.Get)
            {
                foreach (var (body, type) in bodies)
                {
                    foreach (var name in (string[])[id, DeviceId.Create().ToString(), own.Id.ToString(), "x"])
                    {
                        Assert.Equal(expected, (await owner.SendAsync(method, template.Replace("{device}", name, StringComparison.Ordinal), body, type)).Visible);
                    }
                }
            }
        }
    }

    [Fact]
    public void DeviceId_HasOneSpelling()
    {
        var id = $"0{DeviceId.Create().ToString()[1..]}";
        Assert.True(DeviceId.TryParse(id, out _));
        Assert.All((string[])[$"{id[1..]}\0", $" {id[1..]}", $"{id[1..]} ", $"+{id[1..]}", id.ToUpperInvariant().Replace('0', 'A'), id[1..]], text => Assert.False(DeviceId.TryParse(text, out _), text));
    }

    [Fact]
    public async Task ForeignAndUnknown_AreDifferentSignals()
    {
        var foreign = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync();
        var seen = server.Log.NextSignalAsync(SignalKind.ForeignDevice, foreign.ToString());
        await owner.GetAsync($"v1/devices/{foreign}");
        Assert.Equal(owner.Person.Id.ToString(), (await seen)["Principal"]);
        var nobody = DeviceId.Create();
        var guessed = server.Log.NextSignalAsync(SignalKind.UnknownDevice, nobody.ToString());
        await owner.GetAsync($"v1/devices/{nobody}/twin");
        await guessed;
    }

    [Fact]
    public async Task MissingGarbageExpiredAndRevokedTokens_AreAnsweredAlike()
    {
        var device = await server.Doors.EnrolAsync();
        var person = await server.Doors.Admin.AddOwnerAsync("o");
        await server.Doors.GrantAsync(person, device.Id);
        var (good, revoked, expired) = (await server.Doors.TokenAsync(person), await server.Doors.TokenAsync(person), await server.Doors.TokenAsync(person));
        await server.Doors.Admin.RevokeTokenAsync(revoked.Token.Id);
        var past = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        await server.Running.Server.Services.GetRequiredService<Database>().WriteAsync(db =>
            Assert.Equal(1, db.Set<TokenRecord>().Where(t => t.Id == expired.Token.Id).ExecuteUpdate(s => s.SetProperty(t => t.ExpiresAt, past))));
        Assert.Equal(200, (await good.GetAsync($"v1/devices/{device}")).Status);
        var token = good.Token.Token;
        string?[] credentials =
        [
            null, "Bearer ", "Bearer", "Bearer x", $"Bearer {token}x", $"Bearer {token[..^1]}", $"Bearer {token.ToUpperInvariant()}", $"Bearer {new string('a', 5000)}",
            $"Basic {token}", token, $"Bearer {revoked.Token.Token}", $"Bearer {expired.Token.Token}", $"Bearer {token} {token}", $"Bearer {device.Claim}",
        ];
        foreach (var path in (string[])[$"v1/devices/{device}", "v1/devices", $"v1/devices/{device}/live", $"v1/devices/{DeviceId.Create()}/twin", $"v1/devices/x"])
        {
            var expected = (await Owner.SendAsync(server.Doors.Public, null, HttpMethod.Get, path)).Visible;
            Assert.StartsWith("401", expected);
            foreach (var credential in credentials)
            {
                Assert.Equal(expected, (await Owner.SendAsync(server.Doors.Public, credential, HttpMethod.Get, path)).Visible);
            }

            Assert.Equal(expected, (await Owner.SendAsync(server.Doors.Public, null, HttpMethod.Get, $"{path}?access_token={token}&token={token}")).Visible);
            Assert.Equal(
                expected,
                (await Owner.SendAsync(server.Doors.Public, null, HttpMethod.Get, path, null, "", ("Authorization", "Bearer x"), ("Authorization", $"Bearer {token}"))).Visible);
        }
    }

    [Fact]
    public async Task InsufficientScope_IsTheSameWhateverTheDevice()
    {
        var (own, foreign) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var person = await server.Doors.Admin.AddOwnerAsync("o");
        await server.Doors.GrantAsync(person, own.Id);
        var narrow = await server.Doors.TokenAsync(person, "devices:read");
        var expected = await narrow.GetAsync($"v1/devices/{own}/twin");
        Assert.Equal((403, ProblemCodes.InsufficientScope), (expected.Status, expected.Code));
        foreach (var name in (string[])[foreign.ToString(), DeviceId.Create().ToString(), "x"])
        {
            Assert.Equal(expected.Visible, (await narrow.GetAsync($"v1/devices/{name}/twin")).Visible);
        }
    }

    [Fact]
    public async Task Grant_Expired_OrRevoked_CoversNothing()
    {
        var device = await server.Doors.EnrolAsync();
        var person = await server.Doors.Admin.AddOwnerAsync("o");
        var grant = await server.Doors.GrantAsync(person, device.Id, 60);
        var owner = await server.Doors.TokenAsync(person);
        Assert.Equal(200, (await owner.GetAsync($"v1/devices/{device}")).Status);

        // The shortest grant lasts a minute; its end is moved near, then nothing more is done to it.
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(1.5);
        var services = server.Running.Server.Services;
        await services.GetRequiredService<Revocations>().EndAsync((scope, db) =>
        {
            scope.Change(Ground.Of(person.Id));
            return db.Set<GrantRecord>().Where(g => g.Id == grant.Id).ExecuteUpdate(s => s.SetProperty(g => g.ExpiresAt, soon));
        });
        await Wait.UntilAsync(async () => (await owner.GetAsync($"v1/devices/{device}")).Status == 404, "the grant to end");
        Assert.Empty((await owner.Client.ListDevicesAsync()).Items);
        var second = await server.Doors.GrantAsync(person, device.Id);
        Assert.Equal(200, (await owner.GetAsync($"v1/devices/{device}")).Status);
        await server.Doors.Admin.RevokeGrantAsync(second.Id);
        Assert.Equal(404, (await owner.GetAsync($"v1/devices/{device}")).Status);
    }

    [Theory]
    [InlineData("POST", "v1/devices")]
    [InlineData("DELETE", "v1/devices/0123456789abcdef0123456789abcdef")]
    [InlineData("GET", "admin/v1/devices")]
    [InlineData("GET", "healthz")]
    [InlineData("GET", ".well-known/est/cacerts")]
    [InlineData("GET", "v2/devices")]
    public async Task WrongMethodOrListener_IsNotThere(string method, string path)
    {
        var owner = await server.Doors.AddOwnerAsync();
        var answer = await owner.SendAsync(HttpMethod.Parse(method), path);
        Assert.Equal((404, ProblemCodes.NotFound), (answer.Status, answer.Code));
        Assert.Equal(answer.Visible, (await Owner.SendAsync(server.Doors.Public, null, HttpMethod.Get, "nothing/here")).Visible);
    }

    [Fact]
    public async Task PublicApi_OnOtherListeners_IsNotThere()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        foreach (var listener in (string[])["operators-https", "devices-https"])
        {
            using var http = server.Doors.NewHttp(listener, listener == "devices-https" ? device.Certificate : null);
            Assert.Equal(404, (await Owner.SendAsync(http, $"Bearer {owner.Token.Token}", HttpMethod.Get, $"v1/devices/{device}")).Status);
            Assert.Equal(404, (await Owner.SendAsync(http, null, HttpMethod.Get, "admin/v1/devices")).Status);
        }

        using var health = server.Doors.NewHttp("operators-https");
        Assert.Equal("ready\n", (await Owner.SendAsync(health, null, HttpMethod.Get, "readyz")).Body);
    }
}
