using System.Text.Json;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Access;

/// <summary>Law 1: identity comes from the credential, whatever else is said.</summary>
public sealed class IdentityPropertyTests(SharedServer server, ITestOutputHelper output)
{
    private readonly Random random = NewRandom(output);

    [Fact]
    public async Task Packets_ThatNameAnotherDevice_NeverTouchIt()
    {
        var (attacker, victim) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var owner = await server.Doors.AddOwnerAsync(attacker, victim);
        var command = await owner.Client.SendCommandAsync(victim.Id, new CommandRequest("go", null, 600));
        string[] levels =
        [
            victim.Id.ToString(), victim.Serial, $"device:{victim}", "telemetry", "twin", "reported", "desired", "commands", "go", command.Id.ToString(), "ack", "events",
            "maps", "..", ".", "", "devices", "$SYS", "x",
        ];
        string[] payloads =
        [
            "", "{}", $$"""{"device":"{{victim}}","id":"{{victim}}","serial":"{{victim.Serial}}"}""", """{"status":"done"}""", $"\"{victim}\"",
        ];
        var packets = Enumerable.Range(0, 300)
            .Select(_ => (Topic: string.Join('/', random.GetItems(levels, random.Next(1, 5))), Payload: random.GetItems(payloads, 1)[0]))
            .Where(p => p.Topic.Length > 0).ToArray();
        var index = 0;
        var events = 0;
        while (index < packets.Length)
        {
            await using var wire = await MqttWire.ConnectAsync(
                server.Doors, attacker, MqttWire.Hello with { ClientId = victim.Id.ToString(), UserName = packets[index].Topic, Password = "p"u8.ToArray() });
            for (; index < packets.Length; index++)
            {
                await wire.PublishAsync(packets[index].Topic, packets[index].Payload);
                if (packets[index].Topic.StartsWith("events/", StringComparison.Ordinal))
                {
                    events++;
                }

                await wire.SubscribeAsync(packets[index].Topic);
            }
        }

        await UntouchedAsync(owner, victim, command);
        Assert.True(events > 0);
    }

    [Fact]
    public async Task Requests_ThatNameAnotherDevice_AnswerForTheOneInThePath()
    {
        var (own, victim) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var both = await server.Doors.AddOwnerAsync(victim);
        var command = await both.Client.SendCommandAsync(victim.Id, new CommandRequest("go", null, 600));
        var owner = await server.Doors.AddOwnerAsync(own);
        string[] names =
        [
            "X-Forwarded-For", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "X-Device-Id", "X-Principal", "Forwarded", "X-Real-IP",
            "X-Client-Cert", "X-Forwarded-Client-Cert", "Cookie", "Referer", "Origin", "From",
        ];
        string[] values = [victim.Id.ToString(), victim.Serial, $"/v1/devices/{victim}", $"device:{victim}", "operator:local", "127.0.0.1", "DELETE", $"access_token={victim.Claim}"];
        string[] parameters = ["device", "id", "principal", "access_token"];
        for (var i = 0; i < 120; i++)
        {
            var (header, text, parameter, write) =
                (random.GetItems(names, 1)[0], random.GetItems(values, 1)[0], random.GetItems(parameters, 1)[0], random.Next(2) == 0);
            var answer = write
                ? await owner.SendAsync(
                    HttpMethod.Patch, $"v1/devices/{own}/twin/desired?{parameter}={text}", JsonSerializer.Serialize(new Dictionary<string, string> { [parameter] = text }), "application/json", (header, text))
                : await owner.SendAsync(HttpMethod.Get, $"v1/devices/{own}?{parameter}={text}", null, "", (header, text));
            Assert.Equal(200, answer.Status);
            Assert.Equal(write ? text : own.Id.ToString(), write ? answer.Json.GetProperty("state").GetProperty(parameter).GetString() : answer.Json.GetProperty("id").GetString());

            // And nobody becomes somebody by saying so.
            Assert.Equal(401, (await Owner.SendAsync(server.Doors.Public, null, HttpMethod.Get, $"v1/devices/{own}", null, "", (header, text))).Status);
        }

        Assert.Equal(0, (await both.Client.GetTwinAsync(victim.Id)).Desired.Version);
        await UntouchedAsync(both, victim, command);
    }

    [Fact]
    public async Task Host_OfAnything_ChangesNothing()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        foreach (var host in (string[])["admin.sock", "localhost:9443", "127.0.0.1", $"{device}.localhost", "x"])
        {
            foreach (var (path, status) in new[] { ($"/v1/devices/{device}", "200"), ("/admin/v1/devices", "404"), ("/healthz", "404") })
            {
                await using var stream = await server.Doors.ConnectTlsAsync("public-https", null);
                var request = $"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {owner.Token.Token}\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);

                // To its end: how an answer is cut into pieces is the server's affair.
                using var reader = new StreamReader(stream, System.Text.Encoding.ASCII);
                var answer = await Wait.ForAsync(reader.ReadToEndAsync(TestContext.Current.CancellationToken), $"an answer to {path}");
                Assert.StartsWith($"HTTP/1.1 {status}", answer);
            }
        }
    }

    private static Random NewRandom(ITestOutputHelper output)
    {
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    private static async Task UntouchedAsync(Owner owner, EnrolledDevice victim, Command command)
    {
        Assert.Empty((await owner.Client.ListStreamsAsync(victim.Id)).Items);
        Assert.Empty((await owner.Client.ListEventsAsync(victim.Id)).Items);
        Assert.Empty((await owner.Client.ListMapsAsync(victim.Id)).Items);
        Assert.Equal(0, (await owner.Client.GetTwinAsync(victim.Id)).Reported.Version);
        Assert.Equal(CommandState.Queued, (await owner.Client.GetCommandAsync(victim.Id, command.Id)).State);
        Assert.Null((await owner.Client.GetDeviceAsync(victim.Id)).LastSeenAt);
    }
}
