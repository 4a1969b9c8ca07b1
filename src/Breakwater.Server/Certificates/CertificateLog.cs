using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Certificates;

/// <summary>Events 5000–5099.</summary>
internal static partial class CertificateLog
{
    [LoggerMessage(5000, LogLevel.Information, "The server's certificate was issued for {Names}; it ends at {NotAfter}")]
    public static partial void ServerCertificateIssued(ILogger logger, string names, LoggedTime notAfter);

    [LoggerMessage(5001, LogLevel.Error, "The server's certificate, which ends at {NotAfter}, could not be renewed; it will be tried again")]
    public static partial void ServerCertificateRenewalFailed(ILogger logger, Exception exception, LoggedTime notAfter);

    [LoggerMessage(5002, LogLevel.Information, "Device {Device} used its new certificate; {Superseded} earlier ones are superseded")]
    public static partial void Superseded(ILogger logger, DeviceId device, int superseded);

    [LoggerMessage(5003, LogLevel.Debug, "A TLS handshake was refused: the client certificate is {Verdict}")]
    public static partial void HandshakeRefused(ILogger logger, ClientCertificateVerdict verdict);
}
