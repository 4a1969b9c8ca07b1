namespace Breakwater.Server.Enrollment;

/// <summary>Why an enrolment was refused. From outside the first group is one answer (law 7); the signal and the ledger say which it was.</summary>
internal enum EnrollmentRefusal
{
    NoCredentials,
    MalformedCredentials,

    /// <summary>No device in the manifest has the serial.</summary>
    UnknownSerial,

    WrongClaim,

    ClaimUsed,

    /// <summary>The device's state is not the one that the claim was made for: revoked since, quarantined, retired.</summary>
    ClaimOvertaken,

    /// <summary>The client certificate is no manufacturer's, or names no serial.</summary>
    NoManufacturerIdentity,

    /// <summary>The certificate that asks for its renewal, or its device, ended meanwhile.</summary>
    CertificateEnded,

    // Said openly, to whoever proved a claim or a certificate.

    /// <summary>Another certificate, of this device or another, had the same public key.</summary>
    KeyReused,

    /// <summary>More certificates in a day than a device needs in years.</summary>
    TooMany,
}
