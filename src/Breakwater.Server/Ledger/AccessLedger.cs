namespace Breakwater.Server.Ledger;

/// <summary>
/// The record of who accessed what. <see cref="AppendAsync"/> returns when the entry is kept, and callers await it before they answer (law 8).
/// An entry is a structured log event of category <c>Breakwater.Server.Ledger.AccessLedger</c>.
/// </summary>
public sealed partial class AccessLedger(ILogger<AccessLedger> logger)
{
    public ValueTask AppendAsync(LedgerEntry entry)
    {
        if (entry.Refusal is null)
        {
            Permitted(logger, entry.At, entry.Principal, entry.Credential, entry.Action, entry.Device, entry.Grant, entry.Reason, entry.WayIn);
        }
        else
        {
            Refused(logger, entry.At, entry.Principal, entry.Credential, entry.Action, entry.Device, entry.Refusal, entry.WayIn);
        }

        return ValueTask.CompletedTask;
    }

    [LoggerMessage(2000, LogLevel.Information, "Permitted at {At}: {Principal} ({Credential}) {Action} on {Device} under {Grant} ({Reason}) at {WayIn}")]
    private static partial void Permitted(
        ILogger logger, DateTimeOffset at, string? principal, string? credential, string action, string? device, string? grant, string? reason, string wayIn);

    [LoggerMessage(2001, LogLevel.Information, "Refused at {At}: {Principal} ({Credential}) {Action} on {Device}: {Refusal} at {WayIn}")]
    private static partial void Refused(
        ILogger logger, DateTimeOffset at, string? principal, string? credential, string action, string? device, string refusal, string wayIn);
}
