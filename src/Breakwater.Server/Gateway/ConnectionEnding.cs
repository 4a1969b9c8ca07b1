using System.Buffers;
using System.Collections.Concurrent;
using Breakwater.Contracts;
using Breakwater.Mqtt;
using Breakwater.Server.Gateway.Packets;
using Breakwater.Server.Gateway.Sessions;

namespace Breakwater.Server.Gateway;

/// <summary>What a connection leaves behind: its session and its will.</summary>
internal sealed class ConnectionEnding(SessionStore sessions, PublishDispatch dispatch, TimeProvider time, ILogger<ConnectionEnding> logger)
{
    private readonly ConcurrentDictionary<DeviceId, ITimer> delayedWills = [];

    public async Task EndAsync(MqttConnection connection, PacketOutcome outcome)
    {
        // A newer connection owns the session now; and what is revoked leaves nothing.
        if (outcome.Reason != ReasonCode.SessionTakenOver || outcome.ByDevice)
        {
            await TryAsync(connection, "session", () => EndSessionAsync(connection));
        }

        if (connection.Will is { } will && (outcome.ByDevice || outcome.Reason != ReasonCode.AdministrativeAction))
        {
            await WillAsync(connection, will);
        }
    }

    /// <summary>The device is back before its will was due (MQTT 5.0 §3.1.3.2.2).</summary>
    public void CancelDelayedWill(DeviceId device)
    {
        if (delayedWills.TryRemove(device, out var timer))
        {
            timer.Dispose();
        }
    }

    private async Task EndSessionAsync(MqttConnection connection)
    {
        if (connection.SessionExpiry > TimeSpan.Zero && connection.Subscriptions.Count > 0)
        {
            await sessions.SaveAsync(connection.Permits.Connect, connection.Subscriptions, connection.SessionExpiry);
        }
        else if (connection.SessionKept)
        {
            await sessions.RemoveAsync(connection.Permits.Connect);
        }
    }

    private async Task WillAsync(MqttConnection connection, WillMessage will)
    {
        var delay = TimeSpan.FromSeconds(will.DelayInterval);
        delay = delay < connection.SessionExpiry ? delay : connection.SessionExpiry;
        if (delay <= TimeSpan.Zero)
        {
            await PublishWillAsync(connection, will);
            return;
        }

        var device = connection.Permits.Connect.Device;
        CancelDelayedWill(device);
        delayedWills[device] = time.CreateTimer(
            _ =>
            {
                CancelDelayedWill(device);
                _ = PublishWillAsync(connection, will);
            },
            null,
            delay,
            Timeout.InfiniteTimeSpan);
    }

    private Task PublishWillAsync(MqttConnection connection, WillMessage will) => TryAsync(connection, "will", async () =>
    {
        if (connection.Profile.Resolve(will.Topic, connection.Bindings, out _) is { } routes)
        {
            await dispatch.DispatchAsync(connection, routes, new ReadOnlySequence<byte>(will.Payload));
        }
    });

    private async Task TryAsync(MqttConnection connection, string what, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception exception)
        {
            GatewayLog.AfterwardsFailed(logger, exception, what, connection.Principal.Id.ToString());
        }
    }
}
