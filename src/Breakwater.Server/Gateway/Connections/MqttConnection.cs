using System.IO.Pipelines;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Topics;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Devices.Actor;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Gateway.Outbound;
using Breakwater.Server.Gateway.Publishing;
using Breakwater.Server.Gateway.Topics;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;
using Microsoft.AspNetCore.Connections;

namespace Breakwater.Server.Gateway.Connections;

/// <summary>One device's connection: what has been agreed on it, and what is under way. The handlers in Packets/ work on it.</summary>
internal sealed class MqttConnection : ICommitObserver
{
    private readonly ConnectionContext transport;
    private readonly TimeProvider time;
    private readonly TaskCompletionSource closeRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long listening;
    private TimeSpan waitedBefore;
    private readonly Lock gate = new();
    private Task<bool>? asking;
    private bool hasEnded;
    private int closing;

    public MqttConnection(ConnectionContext transport, Principal principal, GatewayOptions options, TimeProvider time)
    {
        this.transport = transport;
        this.time = time;
        Principal = principal;
        Options = options;
        Id = transport.ConnectionId;
        Remote = transport.RemoteEndPoint?.ToString();
        Acks = new AckQueue();
        Outbound = new OutboundQueue(transport.Transport.Output, Acks, Version, time, Abort);
        Deliveries = new DeliveryQueue(Outbound, Version, () => Permits.Lease, Abort, time);
        Outbound.Taken = Deliveries.Taken;
        Outbound.Room = Deliveries.Pump;
    }

    public string Id { get; }

    public string? Remote { get; }

    public Principal Principal { get; }

    public GatewayOptions Options { get; }

    public MqttVersionBox Version { get; } = new();

    public OutboundQueue Outbound { get; }

    public AckQueue Acks { get; }

    public DeliveryQueue Deliveries { get; }

    public PipeReader Input => transport.Transport.Input;

    /// <summary>Ends when the transport is gone.</summary>
    public CancellationToken Closed => transport.ConnectionClosed;

    // Known once the device is let in.
    public SelfPermits Permits { get; set; } = null!;

    public DeviceRate Rate { get; set; } = null!;

    public IDeviceGrain Grain { get; set; } = null!;

    /// <summary>The device's grain has been told that this connection is over.</summary>
    public bool HasLeft { get; set; }

    public TopicProfile Profile { get; set; } = NativeProfile.Instance;

    public TopicBindings Bindings { get; } = new();

    public RouteCache Routes { get; } = new();

    /// <summary>Alias to topic, by alias - 1; made at the first alias.</summary>
    public byte[]?[]? TopicAliases { get; set; }

    public Dictionary<string, QualityOfService> Subscriptions { get; set; } = [];

    /// <summary>Zero: the session ends with the connection.</summary>
    public TimeSpan SessionExpiry { get; set; }

    /// <summary>A session of this device is in the store.</summary>
    public bool SessionKept { get; set; }

    public WillMessage? Will { get; set; }

    /// <summary>How long the device may be silent; null: for ever.</summary>
    public TimeSpan? SilenceLimit { get; set; }

    /// <summary>The batch that this connection's last record is in.</summary>
    public long ObservedBatch;

    /// <summary>Set once: why the cloud ends the connection.</summary>
    public PacketOutcome? CloseRequest { get; private set; }

    /// <summary>The device's permit for this, over itself.</summary>
    /// <exception cref="GuardMovedException">It has none any more.</exception>
    public Permit Permit(DeviceAction action) => Permits[action] ?? throw new GuardMovedException();

    /// <summary>How the gate is asked again; set once the device is let in.</summary>
    public Func<MqttConnection, Task<bool>>? Ask { private get; set; }

    /// <summary>
    /// What the connection rests on has moved: it is decided again, once for all who ask. False: the device is let in no more, and the connection is ending.
    /// </summary>
    public Task<bool> AgainAsync()
    {
        lock (gate)
        {
            if (asking is { IsCompleted: false } underway)
            {
                return underway;
            }

            return hasEnded ? Task.FromResult(false) : Permits is null || Permits.Lease.Holds ? Task.FromResult(true) : asking = Ask!(this);
        }
    }

    /// <summary>Runs what is done under the connection's permits, which it asks for itself: once more if it was refused because they had moved, and others were given.</summary>
    /// <exception cref="GuardMovedException">The device is let in no more.</exception>
    public async Task<T> AsPermittedAsync<T>(Func<Task<T>> effect)
    {
        // What it is refused under may have been replaced by the time that the refusal is told.
        var under = Permits.Lease;
        try
        {
            return await effect();
        }
        catch (GuardMovedException) when (!under.Holds)
        {
            return await AgainAsync() ? await effect() : throw new GuardMovedException();
        }
    }

    /// <inheritdoc cref="AsPermittedAsync{T}"/>
    public Task AsPermittedAsync(Func<Task> effect) => AsPermittedAsync(async () =>
    {
        await effect();
        return true;
    });

    /// <summary>Puts permits that were decided anew in the place of the earlier ones, whole. False: the connection has ended meanwhile.</summary>
    public bool TryReplace(SelfPermits permits)
    {
        Lease earlier;
        lock (gate)
        {
            if (hasEnded)
            {
                return false;
            }

            (earlier, Permits) = (Permits.Lease, permits);
        }

        Deliveries.GoOn(permits.Lease);
        earlier.Dispose();
        Deliveries.Pump();
        return true;
    }

    /// <summary>It has ended, and with it what it was permitted and what was to be sent on it.</summary>
    public void End()
    {
        lock (gate)
        {
            hasEnded = true;
        }

        Deliveries.Close();
        Permits.Lease.Dispose();
    }

    /// <summary>The device as it publishes on this connection.</summary>
    public Publisher ToPublisher() => new(Permits, Profile, Bindings, Grain, Rate, Deliver, Closed);

    /// <summary>Sends to the device if it subscribed to the topic.</summary>
    public void Deliver(string topic, byte[] payload) => Deliver(topic, payload, isState: false);

    /// <summary>Sends what the topic says now; the device gets the newest, and not all that came between.</summary>
    public void DeliverState(string topic, byte[] payload) => Deliver(topic, payload, isState: true);

    /// <summary>The highest quality of service that a matching subscription was granted (MQTT 5.0 §3.3.4); null: none matches.</summary>
    public QualityOfService? GrantedFor(string topic)
    {
        QualityOfService? granted = null;
        lock (Subscriptions)
        {
            foreach (var (filter, quality) in Subscriptions)
            {
                if (TopicFilter.Matches(filter, topic) && (granted is null || quality > granted))
                {
                    granted = quality;
                }
            }
        }

        return granted;
    }

    /// <summary>A packet has come whole: until <see cref="Listen"/> nobody can say that the device is silent.</summary>
    public void Heard()
    {
        waitedBefore = TimeSpan.Zero;
        Volatile.Write(ref listening, 0);
    }

    /// <summary>Nobody reads for a while. A packet of which only a part has come gets no more time by that.</summary>
    public void StopListening()
    {
        if (Volatile.Read(ref listening) is not 0)
        {
            waitedBefore = Silence;
            Volatile.Write(ref listening, 0);
        }
    }

    /// <summary>The reader waits for a packet, or goes on waiting for it.</summary>
    public void Listen()
    {
        if (Volatile.Read(ref listening) == 0)
        {
            Volatile.Write(ref listening, time.GetTimestamp() - (long)(waitedBefore.TotalSeconds * time.TimestampFrequency));
        }
    }

    /// <summary>For how long a packet has been waited for; zero while none is, because of the device's rate, its unread answers or a store that is busy.</summary>
    public TimeSpan Silence => Volatile.Read(ref listening) is not 0 and var since ? time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Not a matter of the heartbeat: most pauses are far shorter than a beat. Ends early if the cloud ends the connection.</summary>
    /// <exception cref="OperationCanceledException">The transport is gone.</exception>
    public async Task PauseAsync(TimeSpan pause) => await await Task.WhenAny(Task.Delay(pause, time, Closed), closeRequested.Task);

    /// <summary>Asks the reading loop to end with this reason; if it does not within half a second, the socket is cut (law 6). Any thread.</summary>
    public void RequestClose(ReasonCode reason, string? detail = null)
    {
        if (Interlocked.Exchange(ref closing, 1) == 0)
        {
            CloseRequest = PacketOutcome.Close(reason, detail);

            // Whatever becomes of the polite way.
            _ = AbortLaterAsync();
            closeRequested.SetResult();
            transport.Transport.Input.CancelPendingRead();
        }
    }

    public void Abort() => transport.Abort(new ConnectionAbortedException("The gateway closed the connection."));

    /// <summary>Says why (in 5.0) and lets the last bytes out.</summary>
    public async Task FarewellAsync(PacketOutcome outcome)
    {
        if (!outcome.ByDevice)
        {
            Outbound.Write((Version.Value, outcome), static (output, s) =>
            {
                if (s.Value == MqttVersion.V500)
                {
                    PacketWriter.WriteDisconnect(output, s.Value, s.outcome.Reason, s.outcome.Detail);
                }
            });
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500), time);
        try
        {
            await Outbound.DrainedAsync().WaitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Abort();
        }

        Outbound.Close();
    }

    void ICommitObserver.OnCommitted(long batch)
    {
        Acks.Commit(batch);
        Outbound.AcksReady();
    }

    void ICommitObserver.OnCommitFailed(long batch)
    {
        Acks.Fail(batch);
        RequestClose(ReasonCode.ImplementationSpecificError, "The store could not commit; publish again.");
    }

    private async Task AbortLaterAsync()
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, Closed);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Abort();
    }

    private void Deliver(string topic, byte[] payload, bool isState)
    {
        if (GrantedFor(topic) is { } granted)
        {
            Deliveries.TryAdd(new Delivery(topic, payload, granted, IsState: isState));
        }
    }
}
