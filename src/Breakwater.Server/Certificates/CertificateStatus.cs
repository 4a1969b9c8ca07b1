namespace Breakwater.Server.Certificates;

/// <summary>Where a device certificate stands; the numbers are stored.</summary>
internal enum CertificateStatus
{
    /// <summary>Issued, not used yet; its predecessor still works, in case the answer was lost.</summary>
    Pending = 0,

    Active = 1,

    /// <summary>A later one of the same device was used.</summary>
    Superseded = 2,

    Revoked = 3,
}
