using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Principals;

namespace Breakwater.Server.Http.Walk;

/// <summary>The case that an operator works on. It changes nothing of who is speaking or what is allowed; it stands in the ledger, where the device's owner sees it.</summary>
internal static class CaseHeader
{
    /// <summary>Whether anything is stated; what, is read when the caller is known.</summary>
    public static bool IsStated(HttpContext http) => http.Request.Headers.ContainsKey(AdminClient.CaseHeader);

    /// <summary>False: it is there, and is not a case. Whoever works on none, as owners do, cannot name one: what other owners read there must be an operator's word.</summary>
    public static bool TryRead(HttpContext http, Principal? principal, out string? reference)
    {
        reference = null;
        if (principal?.Kind is not (PrincipalKind.Operator or PrincipalKind.Service))
        {
            return true;
        }

        var header = http.Request.Headers[AdminClient.CaseHeader];
        reference = header.Count == 1 ? header[0] : null;
        return header.Count == 0 || CaseReference.IsValid(reference);
    }
}
