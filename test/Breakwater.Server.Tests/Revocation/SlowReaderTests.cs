using System.Net;
using System.Net.Http.Headers;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>
/// What was read before an ending, and waits in the server for a reader who takes his time, does not follow the ending's answer (law 6): over HTTP/2 the reader
/// himself says how much may be sent, here 64 KB.
/// </summary>
[Collection(nameof(RevocationGroup))]
public sealed class SlowReaderTests(RevocationServer server)
{
    private const int Bytes = 200_000;

    [Theory]
    [InlineData("token")]
    [InlineData("disable")]
    [InlineData("grant")]
    public async Task AnswerOfWhichPartWasTaken_TheRestDoesNotFollow(string ending)
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, access.Device))
        {
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("maps/floor", new string('m', Bytes)));
        }

        using var handler = new SocketsHttpHandler { SslOptions = server.Doors.Tls(null), UseProxy = false, InitialHttp2StreamWindowSize = 65_535 };
        using var http = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"https://localhost:{server.Doors.Port("public-https")}/v1/devices/{access.Device}/maps/floor"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access.Owner.Token.Token);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        await Ending.Of(ending).RunAsync(server.Doors, access);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var taken = 0;
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            var buffer = new byte[16 * 1024];
            while (await body.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read)
            {
                taken += read;
            }
        });
        Assert.InRange(taken, 0, 65_535);
    }
}
