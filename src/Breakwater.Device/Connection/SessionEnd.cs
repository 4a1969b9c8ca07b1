using System.Security.Authentication;
using MQTTnet.Protocol;

namespace Breakwater.Device.Connection;

/// <summary>Why a session ended or never began.</summary>
internal readonly record struct SessionEnd(ConnectionCause Cause, string Detail)
{
    public static SessionEnd Requested { get; } = new(ConnectionCause.Requested, "");

    /// <summary>MQTT 5.0 §3.14.2.1.</summary>
    public static SessionEnd From(MqttDisconnectReasonCode code, string? reason) => new(
        code switch
        {
            MqttDisconnectReasonCode.SessionTakenOver => ConnectionCause.TakenOver,
            MqttDisconnectReasonCode.AdministrativeAction => ConnectionCause.AdministrativeAction,
            MqttDisconnectReasonCode.NotAuthorized => ConnectionCause.NotAuthorized,
            MqttDisconnectReasonCode.ServerShuttingDown or MqttDisconnectReasonCode.ServerBusy => ConnectionCause.ServerBusy,
            _ => ConnectionCause.Protocol,
        },
        $"DISCONNECT 0x{(int)code:X2} {reason}".TrimEnd());

    /// <summary>MQTT 5.0 §3.2.2.2.</summary>
    public static SessionEnd From(MqttConnectReasonCode code, string? reason) => new(
        code switch
        {
            MqttConnectReasonCode.ServerUnavailable or MqttConnectReasonCode.ServerBusy
                or MqttConnectReasonCode.ConnectionRateExceeded or MqttConnectReasonCode.QuotaExceeded => ConnectionCause.ServerBusy,
            MqttConnectReasonCode.NotAuthorized or MqttConnectReasonCode.BadUserNameOrPassword
                or MqttConnectReasonCode.Banned or MqttConnectReasonCode.ClientIdentifierNotValid => ConnectionCause.NotAuthorized,
            _ => ConnectionCause.Protocol,
        },
        $"CONNACK 0x{(int)code:X2} {reason}".TrimEnd());

    /// <summary>What the transport says.</summary>
    public static SessionEnd From(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException)
            {
                return new SessionEnd(ConnectionCause.Tls, inner.Message);
            }
        }

        return new SessionEnd(ConnectionCause.Network, exception.InnerException?.Message ?? exception.Message);
    }
}
