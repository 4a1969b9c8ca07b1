using System.Data.Common;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Certificates;
using Breakwater.Server.Devices.Actor;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Gateway.Packets;
using Breakwater.Server.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Server.Gateway.Serving;

/// <summary>A connection from the TLS handshake to its end: authenticate, CONNECT, packets, farewell.</summary>
internal sealed class MqttConnectionHandler(
    DeviceAuthenticator authenticator,
    AccessGate gate,
    DeviceDoor door,
    ConnectHandler connect,
    PacketHandlers handlers,
    ConnectionEnding ending,
    Arrivals arrivals,
    GatewayConnections connections,
    DeviceRates rates,
    ErrandGate errands,
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
        var first = await FirstPacket.ReadAsync(connection, arrivals, options);
        if (first.Packet is not { } packet || certificate is null || first.Refusal is not null)
        {
            if (first.Refusal is { } refusal)
            {
                await FirstPacket.RefuseAsync(connection, first.Packet?.Version ?? MqttVersion.V500, refusal);
            }

            RaiseProtocolViolation(connection, first.Detail);
            return;
        }

        try
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                await FirstPacket.RefuseAsync(connection, packet.Version, ReasonCode.ServerUnavailable);
                return;
            }

            if (await AdmitAsync(connection, certificate, packet.Version) is { } admitted)
            {
                await ServeAsync(admitted, packet, connection.ConnectionClosed);
            }
            else
            {
                await FirstPacket.RefuseAsync(connection, packet.Version, ReasonCode.NotAuthorized);
            }
        }
        catch (OperationCanceledException) when (connection.ConnectionClosed.IsCancellationRequested)
        {
            // The device left while it was being let in.
            connection.Abort(new ConnectionAbortedException("The device left before CONNACK."));
        }
        catch (Exception exception) when (exception is StoreUnavailableException or GuardMovedException or DbException or OrleansException or TimeoutException)
        {
            // Fail closed (law 10): nobody comes in while the store cannot say who they are.
            GatewayLog.ConnectionFailed(logger, exception, connection.ConnectionId);
            await FirstPacket.RefuseAsync(connection, packet.Version, ReasonCode.ServerUnavailable);
        }
    }

    /// <summary>Certificate, principal, permits. Null: the device is not let in.</summary>
    private async Task<MqttConnection?> AdmitAsync(ConnectionContext transport, X509Certificate2 certificate, MqttVersion version)
    {
        MqttConnection? connection = null;
        var admission = await DecideAsync(() => AuthenticateAsync(transport, certificate), principal => connection ??= New(principal));
        if (connection is not null && admission.IsGranted(out var permits))
        {
            connection.Permits = permits;
            return connection;
        }

        if (connection is not null && admission.Refusal.Reason != RefusalReason.Unauthenticated)
        {
            RaiseNotActive(connection, admission.Refusal);
        }

        return null;

        MqttConnection New(Principal principal)
        {
            var made = new MqttConnection(transport, principal, options, time) { Ask = c => AskAsync(c, transport, certificate) };
            made.Version.Value = version;
            return made;
        }
    }

    /// <summary>Asks the gate again for a connection whose permits have moved, and puts the new ones in their place, whole.</summary>
    private async Task<bool> AskAsync(MqttConnection connection, ConnectionContext transport, X509Certificate2 certificate)
    {
        var admission = await DecideAsync(
            async () => (await authenticator.AuthenticateAsync(certificate, transport.ConnectionClosed)).IsAuthenticated(out var principal) ? principal : null,
            _ => connection);
        if (admission.IsGranted(out var permits))
        {
            if (connection.TryReplace(permits))
            {
                return true;
            }

            permits.Lease.Dispose();
        }

        connection.RequestClose(ReasonCode.AdministrativeAction, "The access of this connection has ended.");
        return false;
    }

    /// <param name="of">The connection that is told when what it rests on ends.</param>
    private ValueTask<DeviceAdmission> DecideAsync(Func<Task<Principal?>> authenticate, Func<Principal, MqttConnection> of) =>
        gate.DecideAsync(null, async (lease, _) =>
        {
            if (await authenticate() is not { } principal)
            {
                return DeviceAdmission.Refused(Refusal.Of(RefusalReason.Unauthenticated));
            }

            Listen(lease, of(principal));
            return await gate.AdmitDeviceAsync(principal, lease);
        });

    private static void Listen(Lease lease, MqttConnection connection)
    {
        lease.WhenEnded = () => connection.RequestClose(ReasonCode.AdministrativeAction, "The access of this connection has ended.");
        lease.AskAgain = _ => connection.AgainAsync();
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

    private async Task ServeAsync(MqttConnection connection, ConnectPacket packet, CancellationToken closed)
    {
        var link = new DeviceLink(connection, errands, logger);
        var reference = door.Expose(link);
        var device = connection.Principal.Device!.Value;
        connection.Rate = rates.Enter(device);
        try
        {
            connections.Add(connection);
            var (accepted, resumed) = await connect.AcceptAsync(connection, packet, reference, closed);
            if (!accepted)
            {
                await connection.FarewellAsync(PacketOutcome.Goodbye(ReasonCode.NotAuthorized));
                return;
            }

            metrics.Connected();
            GatewayLog.Connected(logger, connection.Principal.Id.ToString(), connection.Remote ?? "an unknown address", (int)packet.Version, resumed);
            await ServeConnectedAsync(connection, resumed);
        }
        finally
        {
            connections.Remove(connection);
            await LeaveAsync(connection);
            connection.End();
            rates.Leave(device, connection.Rate);
            door.Forget(reference);

            // The runtime holds observers weakly; the connection holds this one for as long as it lives.
            GC.KeepAlive(link);
        }
    }

    /// <summary>However far it came: the device's grain must not go on holding a connection that is gone.</summary>
    private async Task LeaveAsync(MqttConnection connection)
    {
        if (connection is { Grain: not null, HasLeft: false })
        {
            try
            {
                await connection.Grain.DisconnectAsync(connection.Permits.Connect, connection.Id);
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

            outcome = await PacketLoop.RunAsync(connection, handlers);
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
        catch (GuardMovedException)
        {
            outcome = connection.CloseRequest ?? PacketOutcome.Close(ReasonCode.AdministrativeAction, "The access of this connection has ended.");
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

    private void RaiseNotActive(MqttConnection connection, Refusal refusal) => signals.Raise(new Signal(
        refusal.Reason == RefusalReason.DeviceNotActive ? SignalKind.DeviceNotActive : SignalKind.Unauthenticated,
        connection.Principal.Id.ToString(),
        connection.Principal.Device?.ToString(),
        connection.Remote,
        "CONNECT",
        refusal.Reason.ToString()));

    private void RaiseProtocolViolation(ConnectionContext transport, string detail) => signals.Raise(new Signal(
        SignalKind.ProtocolViolation, null, null, transport.RemoteEndPoint?.ToString(), "CONNECT", detail));
}
