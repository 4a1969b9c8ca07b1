using Microsoft.Extensions.Logging;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>Event 8010.</summary>
internal static partial class DrillLog
{
    [LoggerMessage(8010, LogLevel.Warning, "Attempt {Attempt} ended by itself.")]
    public static partial void AttemptFailed(this ILogger logger, Exception exception, string attempt);
}
