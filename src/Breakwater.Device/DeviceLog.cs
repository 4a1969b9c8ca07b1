using Breakwater.Device.Connection;
using Microsoft.Extensions.Logging;

namespace Breakwater.Device;

/// <summary>Events 7000 to 7099.</summary>
internal static partial class DeviceLog
{
    [LoggerMessage(7000, LogLevel.Information, "Device {Serial} got a certificate as {DeviceId}, valid until {NotAfter}.")]
    public static partial void CertificateIssued(this ILogger logger, string serial, string deviceId, DateTimeOffset notAfter);

    [LoggerMessage(7001, LogLevel.Warning, "The certificate of device {Serial} expired at {NotAfter}; it asks for a new one.")]
    public static partial void CertificateExpired(this ILogger logger, string serial, DateTimeOffset notAfter);

    [LoggerMessage(7002, LogLevel.Warning, "Device {Serial} got no certificate: {Detail}")]
    public static partial void NoCertificate(this ILogger logger, string serial, string detail);

    [LoggerMessage(7010, LogLevel.Information, "Device {Serial}: {Previous} -> {Current} ({Cause}) {Detail}")]
    public static partial void StateChanged(
        this ILogger logger, string serial, ConnectionState previous, ConnectionState current, ConnectionCause cause, string detail);

    [LoggerMessage(7011, LogLevel.Error, "Device {Serial} cannot use its identity folder: {Detail}")]
    public static partial void IdentityUnusable(this ILogger logger, string serial, string detail);

    [LoggerMessage(7012, LogLevel.Error, "A handler of the state of device {Serial} failed.")]
    public static partial void StateHandlerFailed(this ILogger logger, Exception exception, string serial);

    [LoggerMessage(7020, LogLevel.Warning, "Command {Name} {Id} failed.")]
    public static partial void CommandFailed(this ILogger logger, Exception exception, string name, string id);

    [LoggerMessage(7021, LogLevel.Warning, "The desired state {Version} could not be taken over.")]
    public static partial void DesiredFailed(this ILogger logger, Exception exception, long version);

    [LoggerMessage(7022, LogLevel.Warning, "The server sent a message on {Topic}, which means nothing to this device.")]
    public static partial void UnknownMessage(this ILogger logger, string topic);
}
