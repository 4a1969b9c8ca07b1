using System.Buffers;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Publishing;
using Breakwater.Server.Gateway.Sessions;
using Breakwater.Server.Gateway.Wills;

namespace Breakwater.Server.Gateway.Serving;

/// <summary>What a connection leaves behind: its session, its presence, its will. What has been taken back leaves nothing.</summary>
internal sealed class ConnectionEnding(SessionStore sessions, PublishDispatch dispatch, WillStore wills, TimeProvider time, ILogger<ConnectionEnding> logger)
{
    public async Task EndAsync(MqttConnection connection, PacketOutcome outcome)
    {
        var stands = false;
        await TryAsync(connection, "permits", async () => stands = await StandsAsync(connection, outcome));
        var will = stands ? connection.Will : null;
        var delay = will is null ? TimeSpan.Zero : DelayOf(connection, will);
        var replaced = outcome.Reason == ReasonCode.SessionTakenOver;

        // Before the device can be seen as gone: a connection that comes after that finds it, and takes it back.
        var kept = delay > TimeSpan.Zero && !replaced;
        if (kept)
        {
            await TryAsync(connection, "will", () => wills.SaveAsync(connection.Permits.Connect, connection.Id, will!, time.GetUtcNow() + delay));
        }

        await TryAsync(connection, "presence", async () =>
        {
            replaced = !await connection.Grain.DisconnectAsync(connection.Permits.Connect, connection.Id);
            connection.HasLeft = true;
        });
        if (replaced && kept)
        {
            // A newer connection owns the session now, and the device is not gone (MQTT 5.0 §3.1.3.2.2).
            await TryAsync(connection, "will", () => wills.CancelAsync(connection.Permits.Connect, connection.Id));
        }

        if (!replaced && stands)
        {
            await TryAsync(connection, "session", () => EndSessionAsync(connection));
        }

        if (will is not null && delay == TimeSpan.Zero)
        {
            // While the device has a map under way its will does not wait for it in memory, and none behind another: it waits on disk, where there is one a device.
            await TryAsync(connection, "will", () => connection.Rate.Maps.CurrentCount == 0
                ? wills.SaveAsync(connection.Permits.Connect, connection.Id, will, time.GetUtcNow())
                : PublishAsync(connection, will));
        }
    }

    /// <summary>Whether the device may still say something, if only by what it left. What has merely changed is asked again.</summary>
    private static async Task<bool> StandsAsync(MqttConnection connection, PacketOutcome outcome) =>
        (outcome.ByDevice || outcome.Reason != ReasonCode.AdministrativeAction) && (connection.Permits.Lease.Holds || await connection.AgainAsync());

    /// <summary>Zero: it is due at once. The end of the session ends the delay (§3.1.3.2.2).</summary>
    private static TimeSpan DelayOf(MqttConnection connection, WillMessage will)
    {
        var delay = TimeSpan.FromSeconds(will.DelayInterval);
        return delay < connection.SessionExpiry ? delay : connection.SessionExpiry;
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

    private async Task PublishAsync(MqttConnection connection, WillMessage will)
    {
        if (connection.Profile.Resolve(will.Topic, connection.Bindings, out _) is { } routes)
        {
            await dispatch.DispatchAsync(
                connection.ToPublisher() with { Deliver = null, Closed = CancellationToken.None }, routes, new ReadOnlySequence<byte>(will.Payload));
        }
    }

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
