using System.Buffers;
using System.Text;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Publishing;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Devices.Telemetry;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Publishing;
using Breakwater.Server.Gateway.Topics;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Gateway.Packets;

/// <summary>
/// MQTT 5.0 §3.3. A telemetry point takes the short way: routed by bytes, appended to the log, acknowledged when its batch is on disk, without a grain
/// call or an allocation. Everything else takes <see cref="PublishDispatch"/>.
/// </summary>
internal sealed class PublishHandler(TelemetryIntake telemetry, PublishDispatch dispatch, Signals signals) : IPacketHandler
{
    public PacketType Type => PacketType.Publish;

    /// <summary>To be there; what it carries is decided by <see cref="MeaningActions"/>.</summary>
    public WayInPolicy Policy { get; } = PacketPolicies.ForDevices(DeviceAction.Connect);

    public ValueTask<PacketOutcome> HandleAsync(MqttConnection connection, in MqttFrame frame)
    {
        var status = PublishPacket.TryParse(frame, connection.Version.Value, out var packet);
        if (status != ParseStatus.Ok)
        {
            return ValueTask.FromResult(PacketPolicies.Malformed(status));
        }

        if (packet.QualityOfService == QualityOfService.ExactlyOnce)
        {
            return ValueTask.FromResult(PacketOutcome.Close(ReasonCode.QoSNotSupported, "Maximum QoS is 1."));
        }

        if (packet.SubscriptionIdentifierCount > 0)
        {
            return ValueTask.FromResult(PacketOutcome.Close(ReasonCode.ProtocolError));
        }

        var topic = packet.Topic;
        if (packet.TopicAlias > 0 && !TryResolveAlias(connection, packet.TopicAlias, ref topic))
        {
            return ValueTask.FromResult(PacketOutcome.Close(ReasonCode.TopicAliasInvalid));
        }

        // §3.3.4: Receive Maximum counts QoS 1 publishes; QoS 0 is owed nothing.
        if (packet.QualityOfService == QualityOfService.AtLeastOnce && connection.Acks.Count >= connection.Options.ReceiveMaximum)
        {
            if (connection.Version.Value == MqttVersion.V500)
            {
                return ValueTask.FromResult(PacketOutcome.Close(ReasonCode.ReceiveMaximumExceeded));
            }
        }
        else if (connection.Routes.Find(topic) is { } known && TryTakeAndAppend(connection, known, packet))
        {
            return ValueTask.FromResult(PacketOutcome.Continue);
        }

        return RouteAsync(connection, packet, topic);
    }

    private static bool TryResolveAlias(MqttConnection connection, ushort alias, ref ReadOnlySequence<byte> topic)
    {
        if (alias > connection.Options.TopicAliasMaximum)
        {
            return false;
        }

        var aliases = connection.TopicAliases ??= new byte[]?[connection.Options.TopicAliasMaximum];
        if (!topic.IsEmpty)
        {
            aliases[alias - 1] = topic.ToArray();
        }
        else if (aliases[alias - 1] is { } named)
        {
            topic = new ReadOnlySequence<byte>(named);
        }

        return !topic.IsEmpty;
    }

    private bool TryTakeAndAppend(MqttConnection connection, CachedTelemetry known, in PublishPacket packet)
    {
        var kept = connection.Rate.Kept;
        if (telemetry.IsFull || !kept.TryTake(packet.Payload.Length))
        {
            return false;
        }

        if (TryAppend(connection, known, packet))
        {
            return true;
        }

        kept.GiveBack(packet.Payload.Length);
        return false;
    }

    /// <summary>False: the log has no room at the moment, or the connection has to be asked for again.</summary>
    private bool TryAppend(MqttConnection connection, CachedTelemetry known, in PublishPacket packet)
    {
        var permits = connection.Permits;
        using var effect = permits.Lease.Enter();
        if (!effect.Allowed || permits[DeviceAction.PublishTelemetry] is not { } permit)
        {
            return false;
        }

        var acknowledged = packet.QualityOfService == QualityOfService.AtLeastOnce;
        if (!telemetry.TryAppend(
            permit, known.Series, known.Stream, packet.Payload, acknowledged ? connection : null, ref connection.ObservedBatch))
        {
            return false;
        }

        if (acknowledged && connection.Acks.AddPending(packet.PacketId, connection.ObservedBatch))
        {
            connection.Outbound.AcksReady();
        }

        return true;
    }

    private async ValueTask<PacketOutcome> RouteAsync(MqttConnection connection, PublishPacket packet, ReadOnlySequence<byte> topic)
    {
        // MQTT 3.1.1 has no Receive Maximum: such a device simply waits, and only it, for as long as it is there.
        await connection.Acks.RoomAsync(connection.Options.ReceiveMaximum).WaitAsync(connection.Closed);
        var name = Encoding.UTF8.GetString(topic);
        if (connection.Profile.Resolve(name, connection.Bindings, out var foreign) is not { } routes)
        {
            signals.Raise(new Signal(
                TopicSuspicion.Of(name, foreign),
                connection.Principal.Id.ToString(),
                connection.Principal.Device?.ToString(),
                connection.Remote,
                "PUBLISH",
                name));
            return Answer(connection, packet, ReasonCode.NotAuthorized);
        }

        try
        {
            if (routes is [{ IsTelemetry: true } only])
            {
                return await AppendFirstAsync(connection, packet, topic, only);
            }

            return Answer(connection, packet, await connection.AsPermittedAsync(() => dispatch.DispatchAsync(connection.ToPublisher(), routes, packet.Payload)));
        }
        catch (StoreUnavailableException)
        {
            // Not acknowledged, so the device sends it again when the store is back (law 10).
            return PacketOutcome.Close(ReasonCode.ImplementationSpecificError, "The store cannot answer; publish again later.");
        }
    }

    private async ValueTask<PacketOutcome> AppendFirstAsync(
        MqttConnection connection, PublishPacket packet, ReadOnlySequence<byte> topic, PublishRoute route)
    {
        if (!DeviceNames.IsValid(route.Name))
        {
            return Answer(connection, packet, ReasonCode.TopicNameInvalid);
        }

        if (connection.Routes.Find(topic) is not { } known)
        {
            if (await connection.AsPermittedAsync(() => Task.FromResult(telemetry.Open(connection.Permit(DeviceAction.PublishTelemetry), route.Name))) is not { } series)
            {
                return Answer(connection, packet, ReasonCode.QuotaExceeded);
            }

            known = connection.Routes.Add(topic, route.Name, series);
        }

        telemetry.DemandRoom();
        if (!await connection.AsPermittedAsync(() => connection.Rate.Kept.TakeAsync(connection.Permit(DeviceAction.PublishTelemetry), packet.Payload.Length).AsTask()))
        {
            return Answer(connection, packet, ReasonCode.QuotaExceeded);
        }

        while (!TryAppend(connection, known, packet))
        {
            if (!connection.Permits.Lease.Holds && !await connection.AgainAsync())
            {
                return PacketOutcome.Close(ReasonCode.AdministrativeAction);
            }

            if (connection.Permits[DeviceAction.PublishTelemetry] is null)
            {
                return Answer(connection, packet, ReasonCode.NotAuthorized);
            }

            await telemetry.RoomAsync(connection.Closed);
        }

        return PacketOutcome.Continue;
    }

    /// <summary>
    /// A refusal reaches the device in the only way its version and quality of service have: 5.0 at QoS 1 by PUBACK, everything else by the end of the
    /// connection, because neither a PUBACK of 3.1.1 nor silence can say no. A payload that is not understood has been received all the same: what is
    /// wrong with a report is said on its own topic.
    /// </summary>
    private static PacketOutcome Answer(MqttConnection connection, in PublishPacket packet, ReasonCode reason)
    {
        var receivedAnyway = reason is ReasonCode.Success or ReasonCode.PayloadFormatInvalid;
        if (packet.QualityOfService == QualityOfService.AtLeastOnce && (receivedAnyway || connection.Version.Value == MqttVersion.V500))
        {
            connection.Acks.AddDue(packet.PacketId, reason);
            connection.Outbound.AcksReady();
            return PacketOutcome.Continue;
        }

        return receivedAnyway ? PacketOutcome.Continue : PacketOutcome.Close(reason);
    }
}
