using System.Buffers;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Gateway.Beats;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Gateway.Beats;

/// <summary>The heartbeat of a real server.</summary>
public sealed class HeartbeatOverServerTests
{
    [Fact]
    public async Task OneFailsAtEachBeat_TheSilentAreCut_WillsAreCarriedOut_AndTheServerGoesOn()
    {
        var time = new FailingTime();
        await using var server = await RunningServer.StartAsync(time: time);
        var (silent, leaves) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var owner = await server.Doors.AddOwnerAsync(leaves);
        await using (await MqttWire.ConnectAsync(server.Doors, leaves, MqttWire.Hello with
        {
            SessionExpiryInterval = 60,
            Will = new WillMessage { Topic = "events/gone", Payload = "1"u8.ToArray(), DelayInterval = 1 },
        }))
        {
            // It is cut here.
        }

        await using var wire = await MqttWire.ConnectAsync(server.Doors, silent, MqttWire.Hello with { KeepAlive = 1 });
        Assert.Equal(ReasonCode.KeepAliveTimeout, await wire.EndReasonAsync());
        await Wait.UntilAsync(async () => (await owner.Client.ListEventsAsync(leaves.Id)).Items.Count == 1, "the delayed will");
        Assert.InRange(time.Failures, 2, int.MaxValue);
        var told = Assert.Single(server.Log.Events, e => e.Id.Id == 6020);
        Assert.Equal((nameof(DeviceRates), "The clock fails."), (told["Handler"], told.Exception?.Message));
    }

    /// <summary>It is not read for minutes, and still hears at once why it ends.</summary>
    [Fact]
    public async Task RevokedInAPause_IsToldWhy()
    {
        await using var server = await RunningServer.StartAsync(o => o with { Gateway = o.Gateway with { PublishRate = 1, PublishBurst = 10 } });
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        var flood = new ArrayBufferWriter<byte>();
        for (ushort id = 1; id <= 200; id++)
        {
            flood.Write(MqttWire.PublishBytes(MqttVersion.V500, "telemetry/t", "1", id, QualityOfService.AtMostOnce));
        }

        flood.Write(MqttWire.PublishBytes(MqttVersion.V500, "telemetry/t", "1", 201));
        await wire.SendAsync(flood.WrittenMemory);
        await wire.TakeAsync<Acked>("the last PUBACK", a => a.Id == 201);
        await server.Doors.Admin.ChangeDeviceAsync(device.Serial, "revoke", "test");
        Assert.Equal(ReasonCode.AdministrativeAction, await wire.EndReasonAsync());
    }

    /// <summary>A clock that fails whoever asks it for the date within a beat: the rates do, to begin a new day.</summary>
    private sealed class FailingTime : TimeProvider
    {
        [ThreadStatic]
        private static bool isInBeat;
        private int failures;

        public int Failures => Volatile.Read(ref failures);

        public override DateTimeOffset GetUtcNow()
        {
            if (isInBeat)
            {
                Interlocked.Increment(ref failures);
                throw new InvalidOperationException("The clock fails.");
            }

            return base.GetUtcNow();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(state is Heartbeat ? beat => InBeat(callback, beat) : callback, state, dueTime, period);

        private static void InBeat(TimerCallback callback, object? state)
        {
            isInBeat = true;
            callback(state);
            isInBeat = false;
        }
    }
}
