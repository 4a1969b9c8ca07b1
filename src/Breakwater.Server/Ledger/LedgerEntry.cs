namespace Breakwater.Server.Ledger;

/// <summary>Who accessed what: one permit or one refusal.</summary>
/// <param name="Principal">Null when nobody could be verified.</param>
/// <param name="Device">Null for an operation on the fleet as a whole.</param>
/// <param name="Grant">Under which grant; null for a refusal.</param>
/// <param name="Refusal">Why not; null for a permit.</param>
public sealed record LedgerEntry(
    DateTimeOffset At, string? Principal, string? Credential, string Action, string? Device, string? Grant, string? Reason, string? Refusal, string WayIn);
