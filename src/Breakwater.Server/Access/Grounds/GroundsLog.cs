namespace Breakwater.Server.Access.Grounds;

/// <summary>Events 3010–3019.</summary>
internal static partial class GroundsLog
{
    [LoggerMessage(3010, LogLevel.Error, "A use of a permit that had to be decided again could not be; it was ended")]
    public static partial void NotAsked(ILogger logger, Exception exception);

    [LoggerMessage(3011, LogLevel.Error, "Whoever listens to the end of a use failed; the use has ended all the same")]
    public static partial void EndingFailed(ILogger logger, Exception exception);

    [LoggerMessage(3013, LogLevel.Error, "A look at what goes on failed; there will be another within a second")]
    public static partial void PassFailed(ILogger logger, Exception exception);

    [LoggerMessage(3012, LogLevel.Warning, "{Count} uses of what ended with number {Number} are not confirmed to be over after a second")]
    public static partial void Unconfirmed(ILogger logger, int count, long number);
}
