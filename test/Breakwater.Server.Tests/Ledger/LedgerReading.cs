using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Running;

namespace Breakwater.Server.Tests.Ledger;

/// <summary>What stands in a ledger that is open.</summary>
internal sealed class LedgerReading(OpenLedger ledger)
{
    public async Task<List<LedgerEntry<SubjectId>>> EntriesAsync()
    {
        await ledger.Log.SettleAsync();
        var entries = new List<LedgerEntry<SubjectId>>();
        for (var number = 0L; number < ledger.Store.Size; number++)
        {
            entries.Add(EntryJson.Read(ledger.Store.ReadEntry(number)));
        }

        return entries;
    }

    /// <summary>The sealed texts of events of this name, opened.</summary>
    public async Task<List<string?>> MessagesAsync(string operation)
    {
        var messages = new List<string?>();
        foreach (var entry in (await EntriesAsync()).Where(e => e.Operation == operation && e.Message is not null))
        {
            messages.Add(await ledger.Subjects.OpenAsync(entry.Message!));
        }

        return messages;
    }

    public async Task<string?> NameAsync(SubjectId? id) =>
        id is { } known && (await ledger.Subjects.ResolveAsync([known], TestContext.Current.CancellationToken)).TryGetValue(known, out var name) ? name : null;
}
