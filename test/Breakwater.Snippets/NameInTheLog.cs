using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;

namespace Breakwater.Snippets;

/// <summary>An entry with a person's name, past whoever puts pseudonyms in the place of names.</summary>
internal static class NameInTheLog
{
    public static ValueTask<long> AppendAsync(LedgerLog log, string person) =>
        log.AppendAsync(new LedgerEntry<Name> { Type = EntryType.ApiRead, Operation = "twin:read", Role = "owner", Actor = person });
}
