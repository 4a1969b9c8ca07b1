using System.Net;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Cli.Ledger;

/// <summary>What people name when they ask the ledger, and which kind of thing that is.</summary>
internal static class SubjectText
{
    /// <summary>The kind by the look of it; whatever looks like nothing else is a device's serial.</summary>
    public static LedgerSubjectKind KindOf(string what) =>
        PrincipalId.TryParse(what, out _) ? LedgerSubjectKind.Principal
        : what is "socket" || what.StartsWith("token:", StringComparison.Ordinal) || what.StartsWith("certificate:", StringComparison.Ordinal)
            ? LedgerSubjectKind.Credential
        : IsAddress(what) ? LedgerSubjectKind.Source
        : SubjectId.TryParse(what, out _) ? LedgerSubjectKind.Subject
        : LedgerSubjectKind.Device;

    /// <summary>An address, or one's /64: the ledger counts refusals of IPv6 by that. A bare number, which the runtime takes for an address, is none.</summary>
    private static bool IsAddress(string what) => what.EndsWith("/64", StringComparison.Ordinal)
        ? what.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(what.AsSpan(0, what.Length - 3), out _)
        : (what.Count(c => c == '.') == 3 || what.Contains(':', StringComparison.Ordinal)) && IPAddress.TryParse(what, out _);
}
