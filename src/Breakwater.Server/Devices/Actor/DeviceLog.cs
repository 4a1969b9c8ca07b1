namespace Breakwater.Server.Devices.Actor;

/// <summary>Events 4000–4099.</summary>
internal static partial class DeviceLog
{
    [LoggerMessage(4000, LogLevel.Warning, "Presence or command progress of {Device} could not be written; it will be written with the next change")]
    public static partial void StateNotWritten(ILogger logger, Exception exception, string device);

    [LoggerMessage(4001, LogLevel.Debug, "A connection of {Device} was gone before it could take what was for it")]
    public static partial void ConnectionGone(ILogger logger, Exception exception, string device);

    [LoggerMessage(4003, LogLevel.Information, "Command {Command} of {Device} was withdrawn: what it was ordered under had been taken away")]
    public static partial void Withdrawn(ILogger logger, string command, string device);

    [LoggerMessage(4002, LogLevel.Information, "{Principal} changed {Device} to {State}: {Reason}")]
    public static partial void StateChanged(ILogger logger, string principal, string device, string state, string reason);
}
