using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Connecting;

/// <summary>The CONNACK return codes of 3.1.1 (§3.2.2.3, table 3.1), to and from reason codes.</summary>
internal static class ConnectReturnCode
{
    private const byte Unassigned = 6;

    public static bool TryRead(byte code, out ReasonCode reason)
    {
        reason = code switch
        {
            0 => ReasonCode.Success,
            1 => ReasonCode.UnsupportedProtocolVersion,
            2 => ReasonCode.ClientIdentifierNotValid,
            3 => ReasonCode.ServerUnavailable,
            4 => ReasonCode.BadUserNameOrPassword,
            _ => ReasonCode.NotAuthorized,
        };
        return code < Unassigned;
    }

    /// <summary>What will pass with time is "unavailable"; every other refusal 3.1.1 has no word for is "not authorized".</summary>
    public static byte From(ReasonCode reason) => reason switch
    {
        ReasonCode.Success => 0,
        ReasonCode.UnsupportedProtocolVersion => 1,
        ReasonCode.ClientIdentifierNotValid => 2,
        ReasonCode.ServerUnavailable or ReasonCode.ServerBusy or ReasonCode.ServerShuttingDown or ReasonCode.QuotaExceeded
            or ReasonCode.ConnectionRateExceeded or ReasonCode.UseAnotherServer or ReasonCode.ServerMoved
            or ReasonCode.UnspecifiedError or ReasonCode.ImplementationSpecificError => 3,
        ReasonCode.BadUserNameOrPassword or ReasonCode.BadAuthenticationMethod => 4,
        _ => 5,
    };
}
