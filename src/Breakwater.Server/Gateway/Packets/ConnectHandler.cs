using Breakwater.Contracts.Devices;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Devices.Actor;
using Breakwater.Server.Devices.Presence;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Gateway.Sessions;
using Breakwater.Server.Gateway.Topics;
using Breakwater.Server.Gateway.Wills;

namespace Breakwater.Server.Gateway.Packets;

/// <summary>
/// MQTT 5.0 §3.1. Who connects has been settled by the certificate; what the packet says of user name, password and client id changes nothing (law 1).
/// </summary>
internal sealed class ConnectHandler(DeviceDoor door, SessionStore sessions, TopicProfiles profiles, WillStore wills, Signals signals) : IPacketHandler
{
    /// <summary>How far a device may be ahead of its rate and still connect.</summary>
    private static readonly TimeSpan LongestDebt = TimeSpan.FromSeconds(5);

    public PacketType Type => PacketType.Connect;

    public WayInPolicy Policy { get; } = PacketPolicies.ForDevices(DeviceAction.Connect, cost: 10);

    /// <summary>A second CONNECT [MQTT-3.1.0-2].</summary>
    public ValueTask<PacketOutcome> HandleAsync(MqttConnection connection, in MqttFrame frame) =>
        ValueTask.FromResult(PacketOutcome.Close(ReasonCode.ProtocolError, "CONNECT comes once."));

    /// <summary>
    /// Brings the device in and answers CONNACK; returns whether it is in, and then whether its session goes on. Everything that can be refused has been before the
    /// device's grain hears of the connection, so a refusal takes nobody's place.
    /// </summary>
    public async Task<(bool Accepted, bool Resumed)> AcceptAsync(
        MqttConnection connection, ConnectPacket packet, IDeviceConnection link, CancellationToken cancellationToken)
    {
        if (!connection.Rate.Packets.TryTake(Policy.Cost, LongestDebt))
        {
            return Refuse(connection, ReasonCode.ConnectionRateExceeded);
        }

        connection.Profile = profiles.For(connection.Permits.Model);
        if (packet.Will is { } will && CheckWill(connection, will) is var refusal and not ReasonCode.Success)
        {
            return Refuse(connection, refusal);
        }

        var resumed = await ResumeAsync(connection, packet);
        connection.Grain = door.Of(connection.Permits.Connect);
        var reply = await connection.Grain.ConnectAsync(connection.Permits.Connect, connection.Id, link).WaitAsync(cancellationToken);
        if (reply is not { State: DeviceState.Active })
        {
            Raise(connection, SignalKind.DeviceNotActive, reply?.State.ToString() ?? "unknown");
            return Refuse(connection, ReasonCode.NotAuthorized);
        }

        if (reply.TookOver)
        {
            Raise(connection, SignalKind.SessionTakenOver, null);
        }

        await wills.CancelAsync(connection.Permits.Connect);
        connection.Will = packet.Will;
        var keepAlive = AgreeOnKeepAlive(connection, packet);
        connection.Deliveries.ReceiveMaximum = packet.ReceiveMaximum;
        connection.Deliveries.MaximumPacketSize = packet.MaximumPacketSize ?? uint.MaxValue;
        var answer = Welcome(connection, packet, resumed, keepAlive);
        connection.Outbound.Write((connection.Version.Value, answer), static (output, s) => PacketWriter.WriteConnAck(output, s.Value, s.answer));
        return (true, resumed);
    }

    /// <summary>The session expiry that a client asked for, within the limit.</summary>
    public static TimeSpan Limit(uint seconds, GatewayOptions options) =>
        seconds >= options.MaximumSessionExpiry.TotalSeconds ? options.MaximumSessionExpiry : TimeSpan.FromSeconds(seconds);

    private static (bool, bool) Refuse(MqttConnection connection, ReasonCode reason)
    {
        connection.Outbound.Write(
            (connection.Version.Value, reason),
            static (output, s) => PacketWriter.WriteConnAck(output, s.Value, new ConnAckPacket { Reason = s.reason }));
        return (false, false);
    }

    private static ConnAckPacket Welcome(MqttConnection connection, ConnectPacket packet, bool resumed, ushort? keepAlive)
    {
        var options = connection.Options;
        var asked = packet.Version == MqttVersion.V500 ? Limit(packet.SessionExpiryInterval, options) : connection.SessionExpiry;
        return new ConnAckPacket
        {
            SessionPresent = resumed,
            Reason = ReasonCode.Success,
            SessionExpiryInterval = asked.TotalSeconds < packet.SessionExpiryInterval ? (uint)asked.TotalSeconds : null,
            ReceiveMaximum = (ushort)options.ReceiveMaximum,
            MaximumQos = QualityOfService.AtLeastOnce,
            RetainAvailable = true,
            MaximumPacketSize = (uint)options.MaximumPacketSize,
            TopicAliasMaximum = (ushort)options.TopicAliasMaximum,
            WildcardSubscriptionAvailable = true,
            SubscriptionIdentifiersAvailable = false,
            SharedSubscriptionAvailable = false,
            ServerKeepAlive = keepAlive,
            AssignedClientIdentifier = packet.ClientId.Length == 0 ? connection.Principal.Device.ToString() : null,
        };
    }

    /// <summary>§3.1.2.10 and §3.2.2.3.14: one and a half times the keep-alive may pass in silence. Returns what binds the client instead of its own.</summary>
    private static ushort? AgreeOnKeepAlive(MqttConnection connection, ConnectPacket packet)
    {
        var longest = (ushort)connection.Options.MaximumKeepAlive.TotalSeconds;
        var own = packet.KeepAlive;
        if (packet.Version == MqttVersion.V311)
        {
            // It cannot be told otherwise; one that wants none is found dead by TCP keep-alive.
            connection.SilenceLimit = own == 0 ? null : TimeSpan.FromSeconds(1.5 * own);
            return null;
        }

        var agreed = own == 0 || own > longest ? longest : own;
        connection.SilenceLimit = TimeSpan.FromSeconds(1.5 * agreed);
        return agreed == own ? null : agreed;
    }

    private async Task<bool> ResumeAsync(MqttConnection connection, ConnectPacket packet)
    {
        connection.SessionExpiry = packet.Version == MqttVersion.V500 ? Limit(packet.SessionExpiryInterval, connection.Options)
            : packet.CleanStart ? TimeSpan.Zero
            : connection.Options.MaximumSessionExpiry;
        var kept = await sessions.LoadAsync(connection.Permits.Connect);
        connection.SessionKept = kept is not null;
        if (kept is null || packet.CleanStart)
        {
            return false;
        }

        // What was granted under an older profile is decided again under today's.
        connection.Subscriptions = kept.Where(s => connection.Profile.MaySubscribe(s.Key, connection.Bindings, out _)).ToDictionary();
        return true;
    }

    /// <summary>A will is a publish that waits: decided now, like any other, and again when it is due.</summary>
    private ReasonCode CheckWill(MqttConnection connection, WillMessage will)
    {
        if (connection.Profile.Resolve(will.Topic, connection.Bindings, out var foreign) is not null)
        {
            return ReasonCode.Success;
        }

        Raise(connection, TopicSuspicion.Of(will.Topic, foreign), $"will: {will.Topic}");
        return ReasonCode.NotAuthorized;
    }

    private void Raise(MqttConnection connection, SignalKind kind, string? detail) => signals.Raise(new Signal(
        kind, connection.Principal.Id.ToString(), connection.Principal.Device?.ToString(), connection.Remote, "CONNECT", detail));
}
