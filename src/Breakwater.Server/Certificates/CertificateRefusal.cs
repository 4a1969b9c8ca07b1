namespace Breakwater.Server.Certificates;

/// <summary>Why a client certificate does not count. Callers answer all of them alike (law 7); the signal says which it was.</summary>
public enum CertificateRefusal
{
    /// <summary>Not bit by bit a certificate that this authority issued to a device.</summary>
    Unknown,

    NotYetValid,

    /// <summary>Expired for longer than the grace.</summary>
    Expired,

    /// <summary>A later certificate of the same device was used: this one is a copy, or an old backup.</summary>
    Superseded,

    Revoked,

    /// <summary>The certificate would do, but its device is quarantined, revoked or retired.</summary>
    DeviceNotActive,
}
