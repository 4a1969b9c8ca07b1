namespace Breakwater.Server.Devices.Maps;

/// <summary>Events 4010–4019.</summary>
internal static partial class MapLog
{
    [LoggerMessage(4010, LogLevel.Warning, "The file {Name} of a map that no device has any more could not be removed; it takes place and does no harm")]
    public static partial void FileNotRemoved(ILogger logger, Exception exception, string name);
}
