using Microsoft.Extensions.Logging;

namespace Breakwater.Device.Identity;

/// <summary>Events 7000, 7001 and 7011.</summary>
internal static partial class IdentityLog
{
    [LoggerMessage(7000, LogLevel.Information, "Device {Serial} got a certificate as {DeviceId}, valid until {NotAfter}.")]
    public static partial void CertificateIssued(this ILogger logger, string serial, string deviceId, LoggedTime notAfter);

    [LoggerMessage(7001, LogLevel.Warning, "The certificate of device {Serial} expired at {NotAfter}; it asks for a new one.")]
    public static partial void CertificateExpired(this ILogger logger, string serial, LoggedTime notAfter);

    [LoggerMessage(7011, LogLevel.Error, "Device {Serial} cannot use its identity folder: {Detail}")]
    public static partial void IdentityUnusable(this ILogger logger, string serial, string detail);
}
