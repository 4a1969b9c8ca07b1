using Microsoft.Extensions.Logging;

namespace Breakwater.Drills;

/// <summary>Events 8000 to 8099.</summary>
internal static partial class DrillsLog
{
    [LoggerMessage(8000, LogLevel.Warning, "Robot {Serial} could not send a message.")]
    public static partial void RobotSendFailed(this ILogger logger, Exception exception, string serial);

    [LoggerMessage(8001, LogLevel.Error, "Robot {Serial} could not be started.")]
    public static partial void RobotStartFailed(this ILogger logger, Exception exception, string serial);

    [LoggerMessage(8010, LogLevel.Warning, "Attempt {Attempt} ended by itself.")]
    public static partial void AttemptFailed(this ILogger logger, Exception exception, string attempt);
}
