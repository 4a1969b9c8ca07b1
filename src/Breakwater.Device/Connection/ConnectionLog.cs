using Microsoft.Extensions.Logging;

namespace Breakwater.Device.Connection;

/// <summary>Events 7010 and 7012.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(7010, LogLevel.Information, "Device {Serial}: {Previous} -> {Current} ({Cause}) {Detail}")]
    public static partial void StateChanged(
        this ILogger logger, string serial, ConnectionState previous, ConnectionState current, ConnectionCause cause, string detail);

    [LoggerMessage(7012, LogLevel.Error, "A handler of the state of device {Serial} failed.")]
    public static partial void StateHandlerFailed(this ILogger logger, Exception exception, string serial);
}
