namespace Breakwater.Server.Access.Budgets;

/// <summary>Events 3030–3039.</summary>
internal static partial class BudgetLog
{
    [LoggerMessage(3030, LogLevel.Warning, "What {Principal} touches could not be written behind; the next touch will wait for it")]
    public static partial void NotRenewed(ILogger logger, Exception exception, string principal);

    [LoggerMessage(3031, LogLevel.Warning, "{Count} grants of services, on the fleet or a group, state no number of devices: under each {Devices} distinct devices in {Seconds} s can be touched. To state one, give it anew ('breakwater grants add … --devices N --window 1h') and revoke the old one ('breakwater grants list' shows which)")]
    public static partial void Unstated(ILogger logger, int count, int devices, long seconds);
}
