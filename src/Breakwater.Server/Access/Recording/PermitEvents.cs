using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Access.Recording;

/// <summary>What came of the use of a permit, for the ledger: who and under which grant are the permit's.</summary>
internal static class PermitEvents
{
    /// <param name="about">Whom it is about.</param>
    /// <param name="text">Such as a reason. Its key is that of whom it is about, else the actor's.</param>
    public static LedgerEntry<Name> ToEvent(this Permit permit, EntryType type, string operation, string? about = null, string? text = null) =>
        New(type, operation, permit.Principal, permit.Credential, permit.Grant, about, text) with { Device = permit.Device };

    /// <inheritdoc cref="ToEvent(Permit, EntryType, string, string?, string?)"/>
    public static LedgerEntry<Name> ToEvent(this FleetPermit permit, EntryType type, string operation, string? about = null, string? text = null) =>
        New(type, operation, permit.Principal, permit.Credential, permit.Grant, about, text);

    private static LedgerEntry<Name> New(
        EntryType type, string operation, PrincipalId principal, string credential, string grant, string? about, string? text) => new()
    {
        Type = type,
        Operation = operation,
        Role = principal.Kind.ToString().ToLowerInvariant(),
        Actor = principal.ToString(),
        Credential = credential,
        Grant = grant,
        About = about,
        Message = text is null ? null : new(new(about ?? principal.ToString()), text),
    };
}
