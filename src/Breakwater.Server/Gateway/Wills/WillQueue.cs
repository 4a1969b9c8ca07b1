using System.Buffers;
using System.Data.Common;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Errands;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Devices.Actor;
using Breakwater.Server.Gateway.Beats;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Gateway.Publishing;
using Breakwater.Server.Gateway.Topics;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Server.Gateway.Wills;

/// <summary>
/// Publishes wills when they are due, as errands of the devices that left them: a device that may not publish any more does not by its will either. Each heartbeat
/// looks for all of them, unless those of an earlier one are still being carried out.
/// </summary>
internal sealed class WillQueue : IHeartbeatHandler, IAsyncDisposable
{
    /// <summary>Read at once, so that an outage of a whole fleet is not in memory.</summary>
    private const int Batch = 256;

    /// <summary>Published at once. Each waits for a commit, and they share one.</summary>
    private const int AtOnce = 16;

    private readonly WillStore store;
    private readonly ErrandGate errands;
    private readonly PublishDispatch dispatch;
    private readonly TopicProfiles profiles;
    private readonly DeviceDoor door;
    private readonly DeviceRates rates;
    private readonly GatewayMetrics metrics;
    private readonly TimeProvider time;
    private readonly CancellationToken stopping;
    private readonly ILogger<WillQueue> logger;
    private readonly GuardedStep step;
    private Task running = Task.CompletedTask;

    public WillQueue(
        WillStore store,
        ErrandGate errands,
        PublishDispatch dispatch,
        TopicProfiles profiles,
        DeviceDoor door,
        DeviceRates rates,
        GatewayMetrics metrics,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<WillQueue> logger)
    {
        this.store = store;
        this.errands = errands;
        this.dispatch = dispatch;
        this.profiles = profiles;
        this.door = door;
        this.rates = rates;
        this.metrics = metrics;
        this.time = time;
        this.logger = logger;
        stopping = lifetime.ApplicationStopping;
        step = new GuardedStep(exception => GatewayLog.WillsNotRead(logger, exception));
    }

    void IHeartbeatHandler.OnHeartbeat()
    {
        if (running.IsCompleted && !stopping.IsCancellationRequested)
        {
            // On a thread of its own: reading the store may take its time.
            running = Task.Run(() => step.RunAsync(EndDueAsync, stopping), CancellationToken.None);
        }
    }

    /// <summary>After the last heartbeat.</summary>
    public async ValueTask DisposeAsync() => await running;

    private async Task EndDueAsync()
    {
        while (!stopping.IsCancellationRequested && await store.DueAsync(time.GetUtcNow(), Batch) is { Count: > 0 } due)
        {
            var left = 0;
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (will, _) =>
            {
                if (!await TryEndAsync(will))
                {
                    Interlocked.Increment(ref left);
                }
            });
            if (left > 0)
            {
                // They stay where they are until the next beat.
                return;
            }
        }
    }

    /// <summary>False: nobody can say at the moment whether it may be published, or it could not be; it stays.</summary>
    private async Task<bool> TryEndAsync(WillRow will)
    {
        if (stopping.IsCancellationRequested)
        {
            return false;
        }

        try
        {
            var refusal = await PublishAsync(will);
            await store.RemoveAsync(will);
            metrics.WillEnded(refusal is null);
            if (refusal is not null)
            {
                GatewayLog.WillDropped(logger, PrincipalId.Of(will.Device).ToString(), refusal);
            }

            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It stays, for the next start.
            return false;
        }
        catch (Exception exception)
        {
            GatewayLog.WillNotPublished(logger, exception, PrincipalId.Of(will.Device).ToString());
            return exception is not (StoreUnavailableException or GuardMovedException or DbException or OrleansException or TimeoutException) && await TryForgetAsync(will);
        }
    }

    /// <summary>It would fail for ever.</summary>
    private async Task<bool> TryForgetAsync(WillRow will)
    {
        try
        {
            await store.RemoveAsync(will);
            metrics.WillEnded(published: false);
            return true;
        }
        catch (Exception exception)
        {
            // It would keep the others of this beat from their turn.
            GatewayLog.WillNotPublished(logger, exception, PrincipalId.Of(will.Device).ToString());
            return false;
        }
    }

    /// <summary>Null: it has been published. Otherwise why not.</summary>
    private async Task<string?> PublishAsync(WillRow will)
    {
        var errand = new Errand(
            PrincipalId.Of(will.Device), will.Credential, null, PermitTerms.Self.Grant, DeviceAction.Connect, will.Device, will.AsOf, "will");
        var admission = await errands.AdmitDeviceAsync(errand);
        if (!admission.IsGranted(out var permits))
        {
            return admission.Refusal.Reason.ToString();
        }

        using var lease = permits.Lease;
        var rate = rates.Enter(will.Device);
        try
        {
            return await PublishAsync(will, permits, rate);
        }
        finally
        {
            rates.Leave(will.Device, rate);
        }
    }

    private async Task<string?> PublishAsync(WillRow will, SelfPermits permits, DeviceRate rate)
    {
        var publisher = new Publisher(permits, profiles.For(permits.Model), new TopicBindings(), door.Of(permits.Connect), rate, Closed: stopping);
        if (publisher.Profile.Resolve(will.Topic, publisher.Bindings, out var _) is not { } routes)
        {
            return nameof(ReasonCode.TopicNameInvalid);
        }

        var reason = await dispatch.DispatchAsync(publisher, routes, new ReadOnlySequence<byte>(will.Payload));
        return reason == ReasonCode.Success ? null : reason.ToString();
    }
}
