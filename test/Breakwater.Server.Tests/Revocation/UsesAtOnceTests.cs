using Breakwater.Contracts.Problems;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>What a principal has going at once is bounded, and a thief who holds all of its places loses them with his token.</summary>
[Collection(nameof(RevocationGroup))]
public sealed class UsesAtOnceTests(RevocationServer server)
{
    private const int Most = 64;

    /// <param name="isChangedBefore">Something else that they rest on changes first, as when a grant is taken and then the token.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BodiesThatDoNotCome_TakeThePlaces_UntilTheirTokenEnds(bool isChangedBefore)
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        var other = await server.Doors.TokenAsync(access.Owner.Person);
        var path = $"v1/devices/{access.Device}/twin";
        var held = new List<HalfSentRequest>();
        try
        {
            for (var i = 0; i < Most; i++)
            {
                var request = await HalfSentRequest.BeginAsync(
                    server.Doors, access.Owner, "POST", $"v1/devices/{access.Device}/commands", "application/json", """{"name":"late"}""");
                held.Add(request ?? throw new InvalidOperationException($"Request {i} was refused."));
            }

            var refused = await other.GetAsync(path);
            Assert.Equal((429, ProblemCodes.TooManyUses), (refused.Status, refused.Code));
            Assert.Equal("uses-at-once", refused.Json.GetProperty("limit").GetString());
            Assert.Contains("Retry-After", refused.Headers, StringComparison.Ordinal);

            if (isChangedBefore)
            {
                await server.Doors.GrantAsync(access.Owner.Person, (await server.Doors.EnrolAsync()).Id);
            }

            await Ending.Of("token").RunAsync(server.Doors, access);
            await Wait.UntilAsync(
                async () => (await other.GetAsync(path)).Status == 200, "the places to be free again", RevocationServer.Second);
        }
        finally
        {
            foreach (var request in held)
            {
                await request.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Streams_AreFewer_AndSayWhichLimitItIs()
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        var streams = new List<LiveStream>();
        using var http = server.Doors.NewHttp("public-https");
        for (var i = 0; i < 8; i++)
        {
            streams.Add(await LiveStream.OpenAsync(http, access.Owner.Token.Token, access.Device.Id));
        }

        Assert.All(streams, s => Assert.Equal(200, s.Status));
        var refused = await access.Owner.GetAsync($"v1/devices/{access.Device}/live");
        Assert.Equal((429, ProblemCodes.TooManyUses), (refused.Status, refused.Code));
        Assert.Equal("streams-at-once", refused.Json.GetProperty("limit").GetString());
        streams.ForEach(s => s.Dispose());
    }
}
