using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Breakwater.MemoryProbe;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Subscribing;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Server.Tests.Revocation;

namespace Breakwater.Server.Tests.Bounds;

/// <summary>
/// What one device or one principal can make the server hold, over the real wire and with a client that takes nothing back: what lives on the heap after a full collection
/// and what grew beside it, at the attack's height. The resident size is printed beside it. <c>BREAKWATER_MEMORY_SCALE</c>: how many times as much is sent.
/// </summary>
[Collection(nameof(BoundsGroup))]
public sealed class MemoryAttackTests(AttackedServer server)
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>Law 11, for one device or one principal in all.</summary>
    private const long Bound = 64 * Megabyte;

    private static readonly int Scale = int.Parse(Environment.GetEnvironmentVariable("BREAKWATER_MEMORY_SCALE") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>24 bytes that ask for 64 KB each, and are never confirmed.</summary>
    [Fact]
    public async Task DesiredState_AskedForAgainAndAgain()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await owner.Client.PatchDesiredAsync(device.Id, JsonElement.Parse($$"""{"large":"{{new string('d', 64_000)}}"}"""));
        await using var wire = await MqttWire.OpenAsync(server.Doors, device.Certificate, read: false);
        await wire.SendAsync(output => PacketWriter.WriteConnect(output, MqttWire.Hello with { ReceiveMaximum = ushort.MaxValue }));
        var reading = DiscardAsync(wire.Stream);
        await HoldsAsync(async () =>
        {
            for (var i = 1; i <= 2000 * Scale; i++)
            {
                var id = (ushort)((i % 60_000) + 1);
                await wire.SendAsync(output => PacketWriter.WriteSubscribe(
                    output, MqttVersion.V500, new SubscribePacket { PacketId = id, Subscriptions = [new("twin/desired", QualityOfService.AtLeastOnce)] }));
            }
        });
        await wire.DisposeAsync();
        await reading;
    }

    /// <summary>A stream that nobody reads, of a device that sends what grows six-fold when it is escaped.</summary>
    [Fact]
    public async Task LiveStreams_ThatNobodyReads()
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        await using var streams = new Unread();
        for (var i = 0; i < 8; i++)
        {
            await streams.AskAsync(server.Doors, access.Owner, $"v1/devices/{access.Device}/live");
        }

        await using var wire = await MqttWire.ConnectAsync(server.Doors, access.Device);
        var payload = $"\"{new string('<', 900_000)}\"";
        await HoldsAsync(async () =>
        {
            for (var i = 0; i < 40 * Scale; i++)
            {
                Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/t", payload));
            }
        });
    }

    /// <summary>Of what hardly takes place on disk, and of what takes as much as in memory.</summary>
    [Theory]
    [InlineData("telemetry/t", "telemetry/t?limit=10000", false)]
    [InlineData("telemetry/t", "telemetry/t?limit=10000", true)]
    [InlineData("events/e", "events?limit=500", false)]
    [InlineData("events/e", "events?limit=500", true)]
    [InlineData("maps/m", "maps/m", true)]
    public async Task Pages_ThatNobodyReads(string topic, string path, bool isRandom)
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        var payload = Encoding.ASCII.GetBytes($"\"{(isRandom ? Convert.ToBase64String(RandomNumberGenerator.GetBytes(675_000)) : new string('<', 900_000))}\"");
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, access.Device))
        {
            for (var i = 0; i < 48 * Scale; i++)
            {
                Assert.Equal(ReasonCode.Success, await wire.PublishAsync(topic, payload));
            }
        }

        await HoldsUnreadAsync(access, path);
    }

    /// <summary>Would be six times as long if each byte that is no text were replaced.</summary>
    [Fact]
    public async Task Pages_OfWhatIsNoText()
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        var payload = new byte[900_000];
        payload.AsSpan().Fill(0xFF);
        payload[0] = payload[^1] = (byte)'"';
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, access.Device))
        {
            for (var i = 0; i < 30; i++)
            {
                Assert.Equal(ReasonCode.Success, await wire.PublishAsync("events/e", payload));
            }
        }

        await HoldsUnreadAsync(access, "events?limit=500");
    }

    /// <summary>Results are kept as text, which is twice as long as what came.</summary>
    [Fact]
    public async Task Pages_OfResultsOfCommands()
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, access.Device))
        {
            await wire.SubscribeAsync("commands/#");
            for (var i = 0; i < 30; i++)
            {
                Assert.Equal(202, (await access.Owner.SendAsync(HttpMethod.Post, $"v1/devices/{access.Device}/commands", """{"name":"c"}""")).Status);
                await wire.DoCommandAsync($$"""{"status":"done","result":"{{new string('<', 900_000)}}"}""");
            }
        }

        await HoldsUnreadAsync(access, "commands?limit=500");
    }

    /// <summary>Each connection takes the place of the one before, whose map is being unpacked still.</summary>
    [Fact]
    public async Task Maps_OfConnectionsThatAreThrownOut()
    {
        var device = await server.Doors.EnrolAsync(AttackedServer.PackingModel);
        var maps = Enumerable.Range(0, 16).Select(i => Packed($"[{i}{string.Concat(Enumerable.Repeat(",0", 8_000_000))}]")).ToArray();
        var wires = new List<MqttWire>();
        await HoldsAsync(async () =>
        {
            foreach (var map in maps)
            {
                var wire = await MqttWire.OpenAsync(server.Doors, device.Certificate, read: true);
                wires.Add(wire);
                var packets = new ArrayBufferWriter<byte>();
                PacketWriter.WriteConnect(packets, MqttWire.Hello);
                PacketWriter.WritePublish(packets, MqttVersion.V500, "packed/m"u8, map, QualityOfService.AtMostOnce, 0, retain: false, dup: false);
                await wire.SendAsync(packets.WrittenMemory);
                await wire.TakeAsync<ConnAckPacket>("CONNACK");
            }
        });
        foreach (var wire in wires)
        {
            await wire.DisposeAsync();
        }
    }

    /// <summary>Ten thousand points of a byte are small on disk, and not as what is shown of them.</summary>
    [Fact]
    public async Task Pages_OfManySmallPoints()
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, access.Device))
        {
            for (var i = 0; i < 10_000; i += 100)
            {
                var ids = new List<ushort>();
                for (var j = 0; j < 100; j++)
                {
                    ids.Add(await wire.SendPublishAsync("telemetry/t", "1"));
                }

                foreach (var id in ids)
                {
                    Assert.Equal(ReasonCode.Success, (await wire.TakeAsync<Acked>("PUBACK", a => a.Id == id)).Reason);
                }
            }
        }

        await HoldsUnreadAsync(access, "telemetry/t?limit=10000");
    }

    /// <summary>The answer to a command that was posted before has its result, however often it is posted.</summary>
    [Fact]
    public async Task CommandsThatWerePostedBefore()
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, access.Device))
        {
            await wire.SubscribeAsync("commands/#");
            var posting = access.Owner.SendAsync(HttpMethod.Post, $"v1/devices/{access.Device}/commands", """{"name":"c"}""", "application/json", ("Idempotency-Key", "k"), ("Prefer", "wait=30"));
            await wire.DoCommandAsync($$"""{"status":"done","result":"{{new string('r', 900_000)}}"}""");
            Assert.Equal(200, (await posting).Status);
        }

        await HoldsUnreadAsync(access, "commands", """{"name":"c"}""");
    }

    /// <summary>Some bytes of deflate that are 16 MB of many small values, and then those 16 MB.</summary>
    [Fact]
    public async Task Maps_ThatUnpackToSixteenMegabytes()
    {
        var access = await OwnedDevice.CreateAsync(server.Doors, AttackedServer.PackingModel);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, access.Device);
        await HoldsAsync(async () =>
        {
            for (var i = 0; i < 3 * Scale; i++)
            {
                Assert.Equal(ReasonCode.Success, await wire.PublishAsync("packed/m", Packed($"[{i}{string.Concat(Enumerable.Repeat(",0", 8_000_000))}]")));
            }
        });
        await HoldsUnreadAsync(access, "maps/m");
    }

    [Fact]
    public async Task Bodies_OfWhichTheEndDoesNotCome()
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        var held = new List<HalfSentRequest>();
        var body = $$"""{"a":"{{new string('b', 60_000)}}"}""";
        await HoldsAsync(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                held.Add((await HalfSentRequest.BeginAsync(
                    server.Doors, access.Owner, "PATCH", $"v1/devices/{access.Device}/twin/desired", "application/merge-patch+json", body))!);
            }
        });
        foreach (var request in held)
        {
            await request.DisposeAsync();
        }
    }

    /// <summary>A connection leaves a will of a megabyte each time that it is thrown out by the next, which is never read from.</summary>
    [Fact]
    public async Task Wills_OfConnectionsThatAreThrownOut()
    {
        var device = await server.Doors.EnrolAsync();
        var hello = MqttWire.Hello with { SessionExpiryInterval = 3600, Will = new WillMessage { Topic = "events/gone", Payload = new byte[60_000], DelayInterval = 3600 } };
        var wires = new List<MqttWire>();
        await HoldsAsync(async () =>
        {
            for (var i = 0; i < 80 * Scale; i++)
            {
                var wire = await MqttWire.OpenAsync(server.Doors, device.Certificate, read: false);
                wires.Add(wire);
                await wire.SendAsync(output => PacketWriter.WriteConnect(output, hello));
            }
        });
        foreach (var wire in wires)
        {
            await wire.DisposeAsync();
        }
    }

    private static byte[] Packed(string text)
    {
        var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(Encoding.ASCII.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static async Task DiscardAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    /// <summary>Asked for over HTTP/2, where a stream without a window takes nothing; over HTTP/1 the kernel takes an answer or two.</summary>
    /// <param name="body">Posted, under the same key each time; null: GET.</param>
    private async Task HoldsUnreadAsync(OwnedDevice access, string path, string? body = null)
    {
        var doors = server.Doors;
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = doors.Tls(), UseProxy = false, InitialHttp2StreamWindowSize = ushort.MaxValue });
        var answers = new List<HttpResponseMessage>();
        await HoldsAsync(async () =>
        {
            answers.Add(await AskAsync());
            answers.AddRange(await Task.WhenAll(Enumerable.Range(1, 59).Select(_ => AskAsync())));
        });
        Assert.Equal(HttpStatusCode.OK, answers[0].StatusCode);
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests));
        answers.ForEach(answer => answer.Dispose());

        async Task<HttpResponseMessage> AskAsync()
        {
            using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, $"https://localhost:{doors.Port("public-https")}/v1/devices/{access.Device}/{path}")
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            request.Headers.Add("Authorization", $"Bearer {access.Owner.Token.Token}");
            if (body is not null)
            {
                request.Headers.Add("Idempotency-Key", "k");
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            }

            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Measured before, during and after: the height is wherever it is.</summary>
    private async Task HoldsAsync(Func<Task> attack)
    {
        var before = server.Measure();
        var highest = before;
        var running = attack();
        while (!running.IsCompleted)
        {
            highest = Higher(highest, server.Measure());
        }

        await running;

        // What was asked for last is still being made.
        for (var i = 0; i < 5; i++)
        {
            highest = Higher(highest, server.Measure());
        }

        var grown = highest.Held - before.Held;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"held {grown / Megabyte} MB of {Bound / Megabyte} (heap {(highest.Heap - before.Heap) / Megabyte}, beside it {(highest.Native - before.Native) / Megabyte}); resident {(highest.Resident - before.Resident) / Megabyte} MB more");
        Assert.InRange(grown, long.MinValue, Bound);

        static MemoryState Higher(MemoryState a, MemoryState b) => a.Held > b.Held ? a : b;
    }

    /// <summary>Requests whose answers nobody reads.</summary>
    private sealed class Unread : IAsyncDisposable
    {
        private readonly List<SslStream> streams = [];

        public async Task AskAsync(ServerDoors doors, Owner owner, string path)
        {
            var stream = await doors.ConnectTlsAsync("public-https", null, receiveBuffer: 4096);
            streams.Add(stream);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"GET /{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {owner.Token.Token}\r\n\r\n"), TestContext.Current.CancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var stream in streams)
            {
                await stream.DisposeAsync();
            }
        }
    }
}
