using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Recording;

namespace Breakwater.Server.Access.Recording;

/// <summary>What came of the use of a permit, for the ledger: who and under which grant are the permit's.</summary>
internal static class PermitEvents
{
    public static EventFacts ToEvent(this Permit permit, EntryType type, string operation) =>
        ToEvent(type, operation, permit.Principal, permit.Credential, permit.Grant) with { Device = permit.Device };

    public static EventFacts ToEvent(this FleetPermit permit, EntryType type, string operation) =>
        ToEvent(type, operation, permit.Principal, permit.Credential, permit.Grant);

    private static EventFacts ToEvent(EntryType type, string operation, PrincipalId principal, string credential, string grant) => new(type, operation)
    {
        Principal = principal.ToString(),
        Role = principal.Kind.ToString().ToLowerInvariant(),
        Credential = credential,
        Grant = grant,
    };
}
