namespace Breakwater.Server.Gateway.Connections;

/// <summary>Events 6000–6099.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(6000, LogLevel.Debug, "{Device} connected from {Remote}, MQTT {Version}, session resumed: {Resumed}")]
    public static partial void Connected(ILogger logger, string device, string remote, int version, bool resumed);

    public static void Disconnected(ILogger logger, string device, string reason, string? detail)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            Disconnected(logger, device, detail is { Length: > 0 } ? $"{reason}: {detail}" : reason);
        }
    }

    [LoggerMessage(6001, LogLevel.Debug, "{Device} disconnected: {Reason}")]
    private static partial void Disconnected(ILogger logger, string device, string reason);

    [LoggerMessage(6002, LogLevel.Warning, "Command {Command} has no topic in the profile {Profile} for {Device}, or the firmware has not said its own name yet")]
    public static partial void CommandWithoutTopic(ILogger logger, string command, string profile, string device);

    [LoggerMessage(6003, LogLevel.Error, "The connection of {Device} ended by an error of the server")]
    public static partial void ConnectionFailed(ILogger logger, Exception exception, string device);

    [LoggerMessage(6004, LogLevel.Error, "{What} of {Device} could not be carried out after its connection ended")]
    public static partial void AfterwardsFailed(ILogger logger, Exception exception, string what, string device);

    [LoggerMessage(6005, LogLevel.Information, "The will of {Device} was dropped: {Reason}")]
    public static partial void WillDropped(ILogger logger, string device, string reason);

    [LoggerMessage(6006, LogLevel.Error, "The will of {Device} could not be published")]
    public static partial void WillNotPublished(ILogger logger, Exception exception, string device);

    [LoggerMessage(6007, LogLevel.Error, "Wills that are due could not be read; it will be tried again")]
    public static partial void WillsNotRead(ILogger logger, Exception exception);

    [LoggerMessage(6008, LogLevel.Warning, "Nobody can say whether a command may be sent to {Device}; it waits")]
    public static partial void CommandUndecided(ILogger logger, Exception exception, string device);
}
