namespace Breakwater.Server.Certificates;

/// <summary>What the handshake says to a client certificate, before anything is looked up.</summary>
internal enum ClientCertificateVerdict
{
    /// <summary>Signed by the issuing authority for a client, and not beyond the grace.</summary>
    Device,

    /// <summary>A manufacturer's initial device identity (IEEE 802.1AR), by a configured trust anchor.</summary>
    Manufacturer,

    Missing,

    /// <summary>Signed by somebody else, or not for clients.</summary>
    Foreign,

    Expired,
}
