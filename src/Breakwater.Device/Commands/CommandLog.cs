using Microsoft.Extensions.Logging;

namespace Breakwater.Device.Commands;

/// <summary>Event 7020.</summary>
internal static partial class CommandLog
{
    [LoggerMessage(7020, LogLevel.Warning, "Command {Name} {Id} failed.")]
    public static partial void CommandFailed(this ILogger logger, Exception exception, string name, string id);
}
