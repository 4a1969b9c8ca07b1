namespace Breakwater.Device.Connection;

/// <summary>Why a connection ended, or why there is none.</summary>
public enum ConnectionCause
{
    None,

    /// <summary>The device itself: it stops, or reconnects with a renewed certificate.</summary>
    Requested,

    /// <summary>The network, a timeout, or a server that is gone.</summary>
    Network,

    /// <summary>The TLS handshake failed: an unknown authority, another host name, or a certificate that the server does not take.</summary>
    Tls,

    /// <summary>The server refused the certificate or the connection (CONNACK, or DISCONNECT 0x87).</summary>
    NotAuthorized,

    /// <summary>The server refused the enrolment or the renewal.</summary>
    EnrollmentRefused,

    /// <summary>Somebody else connected with this device's identity (DISCONNECT 0x8E).</summary>
    TakenOver,

    /// <summary>An operator cut this device off (DISCONNECT 0x98).</summary>
    AdministrativeAction,

    /// <summary>The server shuts down or is busy (DISCONNECT 0x8B, 0x89; CONNACK 0x88, 0x89).</summary>
    ServerBusy,

    /// <summary>The server calls this client's traffic wrong; the detail has its code.</summary>
    Protocol,
}
