using Microsoft.Extensions.Logging;

namespace Breakwater.Device;

/// <summary>Events 7002, 7021 and 7022.</summary>
internal static partial class DeviceLog
{
    [LoggerMessage(7002, LogLevel.Warning, "Device {Serial} got no certificate: {Detail}")]
    public static partial void NoCertificate(this ILogger logger, string serial, string detail);

    [LoggerMessage(7021, LogLevel.Warning, "The desired state {Version} could not be taken over.")]
    public static partial void DesiredFailed(this ILogger logger, Exception exception, long version);

    [LoggerMessage(7022, LogLevel.Warning, "The server sent a message on {Topic}, which means nothing to this device.")]
    public static partial void UnknownMessage(this ILogger logger, string topic);
}
