namespace Breakwater.Server.Gateway.Beats;

/// <summary>Events 6020–6029.</summary>
internal static partial class HeartbeatLog
{
    [LoggerMessage(6020, LogLevel.Error, "{Handler} failed at a heartbeat of the gateway; it is called at the next again, and this is not told again until one succeeds")]
    public static partial void Failed(ILogger logger, Exception exception, string handler);

    [LoggerMessage(6021, LogLevel.Warning, "A heartbeat of the gateway has taken {Elapsed}, longer than its interval of {Interval}: whoever is silent is cut later, and wills wait")]
    public static partial void Slow(ILogger logger, TimeSpan elapsed, TimeSpan interval);
}
