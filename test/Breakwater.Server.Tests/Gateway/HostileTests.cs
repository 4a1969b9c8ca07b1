using System.Buffers;
using System.Net.Sockets;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Subscribing;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Gateway;

/// <summary>Peers that do not want to be served, but to be in the way.</summary>
public sealed class HostileTests(TightServer server)
{
    [Fact]
    public async Task Connect_ByteByByte_TimesOut()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.OpenAsync(server.Doors, device.Certificate);
        var hello = new ArrayBufferWriter<byte>();
        PacketWriter.WriteConnect(hello, MqttWire.Hello with { ClientId = new string('c', 200) });
        for (var i = 0; i < hello.WrittenCount && !wire.Ended.IsCompleted; i++)
        {
            try
            {
                await wire.SendAsync(hello.WrittenMemory.Slice(i, 1));
            }
            catch (IOException)
            {
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await wire.EndAsync();
        Assert.Empty(wire.Rest());
    }

    [Fact]
    public async Task HalfOpenAndIdlePeers_AreDropped_WhileAnHonestDeviceIsServed()
    {
        var device = await server.Doors.EnrolAsync();
        await using var honest = await MqttWire.ConnectAsync(server.Doors, device);
        var sockets = new List<Socket>();
        for (var i = 0; i < 500; i++)
        {
            sockets.Add(await server.Doors.ConnectTcpAsync("devices-mqtt"));
        }

        var idle = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => await MqttWire.OpenAsync(server.Doors, device.Certificate)));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(ReasonCode.Success, await honest.PublishAsync("telemetry/t", $"{i}"));
        }

        // The idle ones go by the connect timeout, the silent sockets by the handshake's.
        await Wait.ForAsync(Task.WhenAll(idle.Select(w => w.Ended)), "the idle connections to be dropped");
        await Wait.ForAsync(
            Task.WhenAll(sockets.Select(async s =>
            {
                try
                {
                    return await s.ReceiveAsync(new byte[1]);
                }
                catch (SocketException)
                {
                    return 0;
                }
            })),
            "the silent sockets to be dropped");
        foreach (var wire in idle)
        {
            await wire.DisposeAsync();
        }

        sockets.ForEach(s => s.Dispose());
        await honest.PingAsync();
    }

    [Fact]
    public async Task Packets_CutAtEveryByte_NeverDisturbTheServer()
    {
        // Several, since each may connect only so often.
        var devices = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Doors.EnrolAsync()));
        var all = new ArrayBufferWriter<byte>();
        PacketWriter.WriteConnect(all, MqttWire.Hello with { Will = new WillMessage { Topic = "events/gone", Payload = [1] } });
        PacketWriter.WriteSubscribe(all, MqttVersion.V500, new SubscribePacket { PacketId = 1, Subscriptions = [new("commands/#", QualityOfService.AtLeastOnce)] });
        all.Write(MqttWire.PublishBytes(MqttVersion.V500, "telemetry/t", "1", 2, properties: new() { TopicAlias = 1 }));
        PacketWriter.WriteUnsubscribe(all, MqttVersion.V500, new UnsubscribePacket { PacketId = 3, Filters = ["commands/#"] });
        PacketWriter.WriteDisconnect(all, MqttVersion.V500);
        await Parallel.ForEachAsync(
            Enumerable.Range(1, all.WrittenCount),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken },
            async (length, _) =>
            {
                await using var wire = await MqttWire.OpenAsync(server.Doors, devices[length % devices.Length].Certificate, read: length % 2 == 0);
                await wire.SendAsync(all.WrittenMemory[..length]);
            });
        foreach (var device in devices)
        {
            await Wait.UntilAsync(() => IsServedAsync(device), "the device to be served");
            Assert.DoesNotContain(server.Log.Events, e => e.Id.Id is 6003 or 6004 && e["Device"] == $"device:{device}");
        }
    }

    /// <summary>What it says waits unread for longer than it may be silent: that is the server's doing, and not its end.</summary>
    [Fact]
    public async Task DeviceThatIsReadMoreSlowly_IsNotTakenForSilent()
    {
        await using var own = await RunningServer.StartAsync(o => o with { Gateway = o.Gateway with { PublishRate = 10, PublishBurst = 10 } });
        await using var wire = await MqttWire.ConnectAsync(own.Doors, await own.Doors.EnrolAsync(), MqttWire.Hello with { KeepAlive = 1 });
        var flood = new ArrayBufferWriter<byte>();
        for (ushort id = 1; id <= 40; id++)
        {
            flood.Write(MqttWire.PublishBytes(MqttVersion.V500, "telemetry/t", "1", id));
        }

        await wire.SendAsync(flood.WrittenMemory);

        // They have been read, and now nothing is for four seconds.
        await wire.TakeAsync<Acked>("the last PUBACK", a => a.Id == 40);
        await wire.PingAsync();
    }

    /// <summary>False: one of the connections that were cut was still being let in, and has taken its place.</summary>
    private async Task<bool> IsServedAsync(EnrolledDevice device)
    {
        await using var after = await MqttWire.ConnectAsync(server.Doors, device);
        try
        {
            await after.PingAsync();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    [Fact]
    public async Task DeviceThatNeverReads_IsDropped_AndSlowsNobodyElse()
    {
        await using var own = await RunningServer.StartAsync(o => o with
        {
            // Without a rate, which would slow the flood down before it fills anything.
            Gateway = o.Gateway with { WriteTimeout = TimeSpan.FromSeconds(1), OutboundBytes = 16 * 1024, PublishRate = 0, ByteRate = 0 },
        });
        var (deaf, other) = (await own.Doors.EnrolAsync(), await own.Doors.EnrolAsync());
        var owner = await own.Doors.AddOwnerAsync(deaf);
        var wire = await MqttWire.OpenAsync(own.Doors, deaf.Certificate, read: false, receiveBuffer: 4096);
        await wire.SendAsync(output => PacketWriter.WriteConnect(output, MqttWire.Hello with { KeepAlive = 0 }));
        var chunk = new ArrayBufferWriter<byte>();
        for (var i = 0; i < 2000; i++)
        {
            PacketWriter.WritePingReq(chunk);
        }

        var ended = own.Log.NextAsync(e => e.Id.Id == 6001 && e["Device"] == $"device:{deaf}", "the deaf device's end");
        var flood = Task.Run(async () =>
        {
            try
            {
                while (!ended.IsCompleted)
                {
                    await wire.SendAsync(chunk.WrittenMemory);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // Dropped.
            }
        });
        await using var honest = await MqttWire.ConnectAsync(own.Doors, other);
        var slowest = TimeSpan.Zero;
        while (!ended.IsCompleted)
        {
            var started = TimeProvider.System.GetTimestamp();
            Assert.Equal(ReasonCode.Success, await honest.PublishAsync("telemetry/t", "1"));
            var took = TimeProvider.System.GetElapsedTime(started);
            slowest = took > slowest ? took : slowest;
        }

        await ended;
        await Wait.ForAsync(flood, "the flood to stop");
        await wire.DisposeAsync();
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"an honest publish took {slowest}");
        await Wait.UntilAsync(async () => !(await owner.Client.GetDeviceAsync(deaf.Id)).Connected, "the deaf device to be seen as gone");
    }

    [Fact]
    public async Task Flood_BeyondThePublishRate_IsThrottled_WhileAnotherIsServed()
    {
        var (fast, other) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        await using var flood = await MqttWire.ConnectAsync(server.Doors, fast);
        await using var honest = await MqttWire.ConnectAsync(server.Doors, other);
        var bytes = new List<byte>();
        for (var i = 0; i < 225; i++)
        {
            bytes.AddRange(MqttWire.PublishBytes(MqttVersion.V500, "telemetry/t", "1", 0, QualityOfService.AtMostOnce));
        }

        // 225 at once, where 100 may come at once and 50 a second after that: the next packet is looked at 2.5 s later.
        var started = TimeProvider.System.GetTimestamp();
        await flood.SendAsync(bytes.ToArray());
        await flood.PingAsync();
        var ping = flood.PingAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(ReasonCode.Success, await honest.PublishAsync("telemetry/t", "1"));
        }

        await ping;
        Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(2), $"{TimeProvider.System.GetElapsedTime(started)}");
    }

    [Fact]
    public async Task DeviceThatLeaves_WhileItsAcknowledgementsAreOwed_IsSeenAsGone()
    {
        var device = await server.Doors.EnrolAsync();
        var wire = await MqttWire.ConnectAsync(server.Doors, device, MqttWire.Hello with { Version = MqttVersion.V311 });
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/t", "0"));
        await using var held = await SqliteFile.OpenAsync(new Server.Storage.DataFolder(server.Running.Folder).TelemetryDatabase);
        await SqliteFile.ExecuteAsync(held, "BEGIN IMMEDIATE");
        for (var i = 0; i < 10; i++)
        {
            await wire.SendPublishAsync("telemetry/t", "1");
        }

        var ended = server.Log.NextAsync(e => e.Id.Id == 6001 && e["Device"] == $"device:{device}", "the device's end");
        await wire.DisposeAsync();
        await ended;
        await SqliteFile.ExecuteAsync(held, "ROLLBACK");
    }

    [Fact]
    public async Task ReceiveMaximum_Exceeded_EndsTheConnection_AndQoS0NeverCounts()
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);

        // The store is held up, so that nothing is acknowledged meanwhile.
        await using var held = await SqliteFile.OpenAsync(new Server.Storage.DataFolder(server.Running.Folder).TelemetryDatabase);
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/t", "0"));
        await SqliteFile.ExecuteAsync(held, "BEGIN IMMEDIATE");
        for (var i = 0; i < 5; i++)
        {
            await wire.SendPublishAsync("telemetry/t", "1");
        }

        await wire.SendPublishAsync("telemetry/t", "1", QualityOfService.AtMostOnce);
        await wire.PingAsync();
        Assert.Empty(wire.Rest().OfType<Acked>());
        await wire.SendPublishAsync("telemetry/t", "1");
        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, await wire.EndReasonAsync());
        Assert.Empty(wire.Rest().OfType<Acked>());
        await SqliteFile.ExecuteAsync(held, "ROLLBACK");
    }
}
