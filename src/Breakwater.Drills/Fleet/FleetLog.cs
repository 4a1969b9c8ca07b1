using Microsoft.Extensions.Logging;

namespace Breakwater.Drills.Fleet;

/// <summary>Events 8000 and 8001.</summary>
internal static partial class FleetLog
{
    [LoggerMessage(8000, LogLevel.Warning, "Robot {Serial} could not send a message.")]
    public static partial void RobotSendFailed(this ILogger logger, Exception exception, string serial);

    [LoggerMessage(8001, LogLevel.Error, "Robot {Serial} could not be started.")]
    public static partial void RobotStartFailed(this ILogger logger, Exception exception, string serial);
}
