using System.Buffers;
using System.Collections.Concurrent;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Publishing;
using Breakwater.Server.Gateway.Sessions;
using Breakwater.Server.Gateway.Wills;

namespace Breakwater.Server.Gateway.Serving;

/// <summary>What a connection leaves behind: its session, its presence, its will.</summary>
internal sealed class ConnectionEnding(SessionStore sessions, PublishDispatch dispatch, DelayedWills wills, ILogger<ConnectionEnding> logger)
{
    /// <summary>What a timer takes (2^32 ms) is less than what a session may last.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(45);

    public async Task EndAsync(MqttConnection connection, PacketOutcome outcome)
    {
        // What is revoked leaves nothing.
        var will = outcome.ByDevice || outcome.Reason != ReasonCode.AdministrativeAction ? connection.Will : null;

        // Before the device can be seen as gone: a connection that comes after that finds the timer, and stops it.
        var delayed = will is null ? null : DelayWill(connection, will);
        var replaced = false;
        await TryAsync(connection, "presence", async () => replaced = !await connection.Grain.DisconnectAsync(connection.Permits.Connect, connection.Id));
        if (replaced)
        {
            // A newer connection owns the session now, and the device is not gone (MQTT 5.0 §3.1.3.2.2).
            wills.Cancel(connection.Permits.Connect.Device, delayed);
        }
        else
        {
            await TryAsync(connection, "session", () => EndSessionAsync(connection));
        }

        if (will is not null && delayed is null)
        {
            await PublishWillAsync(connection, will);
        }

        if (delayed is null)
        {
            connection.Permits.Lease.Dispose();
        }
    }

    private async Task EndSessionAsync(MqttConnection connection)
    {
        if (!connection.Permits.Lease.Holds)
        {
            // What has ended leaves nothing.
            return;
        }

        if (connection.SessionExpiry > TimeSpan.Zero && connection.Subscriptions.Count > 0)
        {
            await sessions.SaveAsync(connection.Permits.Connect, connection.Subscriptions, connection.SessionExpiry);
        }
        else if (connection.SessionKept)
        {
            await sessions.RemoveAsync(connection.Permits.Connect);
        }
    }

    /// <summary>Null: it is due at once.</summary>
    private ITimer? DelayWill(MqttConnection connection, WillMessage will)
    {
        var delay = TimeSpan.FromSeconds(will.DelayInterval);
        delay = delay < connection.SessionExpiry ? delay : connection.SessionExpiry;
        delay = delay < LongestDelay ? delay : LongestDelay;
        if (delay <= TimeSpan.Zero)
        {
            return null;
        }

        return wills.Add(connection.Permits.Connect.Device, delay, () => _ = PublishDelayedAsync(connection, will));
    }

    private async Task PublishDelayedAsync(MqttConnection connection, WillMessage will)
    {
        await PublishWillAsync(connection, will);
        connection.Permits.Lease.Dispose();
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
