using System.Data.Common;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Certificates;
using Breakwater.Server.Devices.Presence;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Packets;
using Breakwater.Server.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Server.Gateway.Serving;

/// <summary>A connection from the TLS handshake to its end: authenticate, CONNECT, packets, farewell.</summary>
internal sealed class MqttConnectionHandler(
    DeviceAuthenticator authenticator,
    IGrainFactory grains,
    ConnectHandler connect,
    PacketHandlers handlers,
    ConnectionEnding ending,
    GatewayConnections connections,
    GatewayMetrics metrics,
    GatewayOptions options,
    Signals signals,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<MqttConnectionHandler> logger) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        // Null only if the listener did not ask for it, which its TLS options make impossible; then nobody comes in.
        var certificate = connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        var first = await FirstPacket.ReadAsync(connection, options, time);
        if (first.Packet is not { } packet || certificate is null)
        {
            if (first.Refusal is { } refusal)
            {
                await FirstPacket.RefuseAsync(connection, MqttVersion.V500, refusal);
            }

            RaiseProtocolViolation(connection, first.Detail);
            return;
        }

        try
        {
            var supersessions = connections.Supersessions;
            var principal = await AuthenticateAsync(connection, certificate);
            if (principal is null || lifetime.ApplicationStopping.IsCancellationRequested)
            {
                await FirstPacket.RefuseAsync(connection, packet.Version, principal is null ? ReasonCode.NotAuthorized : ReasonCode.ServerUnavailable);
                return;
            }

            await ServeAsync(connection, packet, principal, async () =>
                supersessions == connections.Supersessions || await AuthenticateAsync(connection, certificate) is not null);
        }
        catch (OperationCanceledException) when (connection.ConnectionClosed.IsCancellationRequested)
        {
            // The device left while it was being let in.
            connection.Abort(new ConnectionAbortedException("The device left before CONNACK."));
        }
        catch (Exception exception) when (exception is StoreUnavailableException or DbException or OrleansException or TimeoutException)
        {
            // Fail closed (law 10): nobody comes in while the store cannot say who they are.
            GatewayLog.ConnectionFailed(logger, exception, connection.ConnectionId);
            await FirstPacket.RefuseAsync(connection, packet.Version, ReasonCode.ServerUnavailable);
        }
    }

    private async Task<Principal?> AuthenticateAsync(ConnectionContext transport, X509Certificate2 certificate)
    {
        var authentication = await authenticator.AuthenticateAsync(certificate, transport.ConnectionClosed);
        if (authentication.IsAuthenticated(out var principal))
        {
            return principal;
        }

        signals.Raise(new Signal(
            authentication.Refusal == CertificateRefusal.DeviceNotActive ? SignalKind.DeviceNotActive : SignalKind.Unauthenticated,
            null,
            authentication.Device?.ToString(),
            transport.RemoteEndPoint?.ToString(),
            "CONNECT",
            $"certificate: {authentication.Refusal}"));
        return null;
    }

    /// <param name="isStillCurrent">Asked once the connection can be found: a newer certificate that came into use since this one was looked up did not find it.</param>
    private async Task ServeAsync(ConnectionContext transport, ConnectPacket packet, Principal principal, Func<Task<bool>> isStillCurrent)
    {
        var connection = new MqttConnection(transport, principal, options, time);
        connection.Version.Value = packet.Version;
        var link = new DeviceLink(connection, logger);
        var reference = grains.CreateObjectReference<IDeviceConnection>(link);
        try
        {
            connections.Add(connection);
            if (!await isStillCurrent())
            {
                await FirstPacket.RefuseAsync(transport, packet.Version, ReasonCode.NotAuthorized);
                return;
            }

            var (accepted, resumed) = await connect.AcceptAsync(connection, packet, reference, transport.ConnectionClosed);
            if (!accepted)
            {
                await connection.FarewellAsync(PacketOutcome.Goodbye(ReasonCode.NotAuthorized));
                return;
            }

            metrics.Connected();
            GatewayLog.Connected(logger, principal.Id.ToString(), connection.Remote, (int)packet.Version, resumed);
            await ServeConnectedAsync(connection, resumed);
        }
        finally
        {
            connections.Remove(connection);
            await LeaveAsync(connection);
            grains.DeleteObjectReference<IDeviceConnection>(reference);

            // The runtime holds observers weakly; the connection holds this one for as long as it lives.
            GC.KeepAlive(link);
        }
    }

    /// <summary>However far it came: the device's grain must not go on holding a connection that is gone. Said twice it does nothing.</summary>
    private async Task LeaveAsync(MqttConnection connection)
    {
        if (connection.Permits is { } permits)
        {
            try
            {
                await connection.Grain.DisconnectAsync(permits.Connect, connection.Id);
            }
            catch (Exception exception)
            {
                GatewayLog.AfterwardsFailed(logger, exception, "presence", connection.Principal.Id.ToString());
            }
        }
    }

    private async Task ServeConnectedAsync(MqttConnection connection, bool resumed)
    {
        var outcome = PacketOutcome.Close(ReasonCode.UnspecifiedError);
        try
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                connection.RequestClose(ReasonCode.ServerShuttingDown);
            }

            if (resumed)
            {
                await SubscribeHandler.ReceiveAsync(connection);
            }

            outcome = await PacketLoop.RunAsync(connection, handlers, time);
            if (outcome is { ByDevice: false, Reason: ReasonCode.MalformedPacket or ReasonCode.ProtocolError or ReasonCode.QoSNotSupported
                or ReasonCode.PacketTooLarge or ReasonCode.ReceiveMaximumExceeded or ReasonCode.TopicAliasInvalid })
            {
                signals.Raise(new Signal(
                    SignalKind.ProtocolViolation,
                    connection.Principal.Id.ToString(),
                    connection.Principal.Device?.ToString(),
                    connection.Remote,
                    "MQTT",
                    $"{outcome.Reason} {outcome.Detail}"));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAbortedException or ConnectionResetException)
        {
            outcome = PacketOutcome.Goodbye(ReasonCode.UnspecifiedError);
        }
        catch (Exception exception)
        {
            GatewayLog.ConnectionFailed(logger, exception, connection.Principal.Id.ToString());
            outcome = PacketOutcome.Close(ReasonCode.ImplementationSpecificError);
        }
        finally
        {
            connections.Remove(connection);
            metrics.Disconnected(outcome.Reason);
            GatewayLog.Disconnected(logger, connection.Principal.Id.ToString(), outcome.Reason.ToString(), outcome.Detail);
            await connection.FarewellAsync(outcome);
            await ending.EndAsync(connection, outcome);
        }
    }

    private void RaiseProtocolViolation(ConnectionContext transport, string detail) => signals.Raise(new Signal(
        SignalKind.ProtocolViolation, null, null, transport.RemoteEndPoint?.ToString(), "CONNECT", detail));
}
