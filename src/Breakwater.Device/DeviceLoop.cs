using Breakwater.Device.Connection;
using Breakwater.Device.Enrollment;
using Breakwater.Device.Identity;
using Breakwater.Device.Messaging;
using Microsoft.Extensions.Logging;

namespace Breakwater.Device;

/// <summary>Keeps one device connected: certificate, connection, subscriptions, renewal, and the waits between failures.</summary>
internal sealed class DeviceLoop(
    DeviceOptions options, IdentityLifecycle lifecycle, Inbox inbox, Outbox outbox, ConnectionStatus status, TimeProvider time, ILogger logger)
{
    /// <summary>A connection that lives this long ends a row of failures; a shorter one does not, so flapping still backs off.</summary>
    private static readonly TimeSpan Stable = TimeSpan.FromSeconds(30);

    /// <summary>How long it waits without looking at the clock again: a clock that was set, or a device that was asleep, makes a timer wrong.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private int attempts;
    private int failures;

    /// <exception cref="IdentityStoreException">The identity folder cannot be trusted.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var step = await lifecycle.EnsureAsync(attempts++, cancellationToken);
            if (step.Identity is not { } identity)
            {
                await ObstacleAsync(step.Obstacle!, cancellationToken);
                continue;
            }

            using (identity)
            {
                var end = await ConnectAsync(identity, cancellationToken);
                if (end.Cause != ConnectionCause.Requested)
                {
                    await WaitAsync(end.Cause, end.Detail, null, cancellationToken);
                }
            }
        }
    }

    private async Task<SessionEnd> ConnectAsync(DeviceIdentity identity, CancellationToken cancellationToken)
    {
        status.Set(ConnectionState.Connecting, ConnectionCause.None, "");
        var endpoint = new MqttEndpoint(
            options.Host, options.MqttPort, options.TrustAnchors, identity.Certificate, options.Serial, options.KeepAlive, options.ConnectTimeout);
        var (session, refusal) = await MqttSession.ConnectAsync(endpoint, inbox.Receive, time, cancellationToken);
        if (session is null)
        {
            return refusal;
        }

        await using (session)
        {
            lifecycle.Accept(identity);
            var granted = await session.SubscribeAsync(Topics.Subscriptions);
            if (granted is null || granted.Any(code => (int)code >= 0x80))
            {
                return granted is null ? await session.Completion : new SessionEnd(ConnectionCause.Protocol, "The server refused a subscription of the profile.");
            }

            var connected = time.GetTimestamp();
            status.Set(ConnectionState.Connected, ConnectionCause.None, identity.Id);
            var pump = new OutboxPump(outbox, session, options.MaximumInFlight, time).RunAsync(cancellationToken);
            try
            {
                return await ServeAsync(session, identity, cancellationToken);
            }
            finally
            {
                await session.DisposeAsync();
                await pump;
                failures = time.GetElapsedTime(connected) >= Stable ? 0 : failures;
            }
        }
    }

    /// <summary>Until the connection ends or a renewed certificate is there to connect with.</summary>
    private async Task<SessionEnd> ServeAsync(MqttSession session, DeviceIdentity identity, CancellationToken cancellationToken)
    {
        var due = IdentityLifecycle.RenewalTime(identity, Random.Shared.NextDouble());
        for (var renewals = 1; ; renewals++)
        {
            if (!await ReachedAsync(due, session, cancellationToken))
            {
                return await session.Completion;
            }

            var step = await lifecycle.RenewAsync(identity, cancellationToken);
            if (step.Identity is { } renewed)
            {
                renewed.Dispose();
                attempts = 0; // the newest pair first
                return SessionEnd.Requested;
            }

            logger.NoCertificate(options.Serial, step.Obstacle!.Detail);
            due = time.GetUtcNow() + options.Backoff.Delay(renewals, Cause(step.Obstacle), step.Obstacle.RetryAfter, Random.Shared.NextDouble());
        }
    }

    /// <returns>False when the session ended before.</returns>
    private async Task<bool> ReachedAsync(DateTimeOffset due, MqttSession session, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (due - time.GetUtcNow() is { } left && left > TimeSpan.Zero)
        {
            var delay = Task.Delay(left < LongestWait ? left : LongestWait, time, stop.Token);
            if (await Task.WhenAny(delay, session.Completion) != delay)
            {
                await stop.CancelAsync();
                return false;
            }

            await delay;
        }

        return !session.Completion.IsCompleted;
    }

    private async Task ObstacleAsync(EstOutcome obstacle, CancellationToken cancellationToken)
    {
        logger.NoCertificate(options.Serial, obstacle.Detail);
        await WaitAsync(Cause(obstacle), obstacle.Detail, obstacle.RetryAfter, cancellationToken);
    }

    private async Task WaitAsync(ConnectionCause cause, string detail, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        status.Set(ConnectionState.Waiting, cause, detail);
        await Task.Delay(options.Backoff.Delay(++failures, cause, retryAfter, Random.Shared.NextDouble()), time, cancellationToken);
    }

    private static ConnectionCause Cause(EstOutcome obstacle) =>
        obstacle.IsRefusal ? ConnectionCause.EnrollmentRefused : obstacle.Status == 0 ? ConnectionCause.Network : ConnectionCause.ServerBusy;
}
