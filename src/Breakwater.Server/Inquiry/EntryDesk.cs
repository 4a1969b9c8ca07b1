using System.Globalization;
using System.Text.Json;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach;
using Breakwater.Server.Ledger.Receipts;
using Breakwater.Server.Ledger.Subjects;

namespace Breakwater.Server.Inquiry;

/// <summary>Shows entries of the ledger, and says whom their pseudonyms mean as long as that is known.</summary>
internal sealed class EntryDesk(LedgerStore store, LedgerLog log, ReceiptOffice receipts, SubjectDirectory subjects)
{
    /// <param name="question">Null: all entries.</param>
    public async Task<Page<LedgerEntryView>> ListAsync(
        ReachQuestion? question, bool newestFirst, bool withReceipts, PageRequest page, CancellationToken cancellationToken)
    {
        await log.SettleAsync();
        long? cursor = page.Cursor is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
        var found = question is null ? All(newestFirst, cursor, page.Limit)
            : await Task.Run(() => Find(question, newestFirst, cursor, page.Limit, cancellationToken), cancellationToken);
        return new Page<LedgerEntryView>(
            await ViewAsync(found.Numbers, withReceipts, cancellationToken), found.Next?.ToString(CultureInfo.InvariantCulture));
    }

    public async Task<LedgerEntryView?> GetAsync(long entry, CancellationToken cancellationToken)
    {
        await log.SettleAsync();
        return entry < 0 || entry >= store.Size ? null : (await ViewAsync([entry], withReceipts: false, cancellationToken))[0];
    }

    private FoundEntries Find(ReachQuestion question, bool newestFirst, long? cursor, int limit, CancellationToken cancellationToken)
    {
        var search = new EntrySearch(store, question);
        return newestFirst ? search.NewestFirst(cursor, limit, cancellationToken) : search.OldestFirst(cursor ?? 0, limit, cancellationToken);
    }

    private FoundEntries All(bool newestFirst, long? cursor, int limit)
    {
        // Segments are pruned by their age, so what is left begins with the first that was not.
        var size = store.Size;
        var first = (long)store.Segments.TakeWhile(s => s.State == SegmentState.Pruned).Count() * SegmentFormat.Entries;
        if (newestFirst)
        {
            var end = Math.Clamp(cursor ?? size, first, size);
            var start = Math.Max(first, end - limit);
            return new FoundEntries([.. Numbers(start, end).Reverse()], start == first ? null : start, Approximate: false);
        }

        var from = Math.Clamp(cursor ?? 0, first, size);
        var to = Math.Min(size, from + limit);
        return new FoundEntries([.. Numbers(from, to)], to == size ? null : to, Approximate: false);
    }

    private static IEnumerable<long> Numbers(long from, long to)
    {
        for (var number = from; number < to; number++)
        {
            yield return number;
        }
    }

    private async Task<IReadOnlyList<LedgerEntryView>> ViewAsync(IReadOnlyList<long> numbers, bool withReceipts, CancellationToken cancellationToken)
    {
        var read = numbers.Zip(store.ReadEntries(numbers), (number, bytes) => (Number: number, Bytes: bytes)).Select(e => (e.Number, e.Bytes, Entry: EntryJson.Read(e.Bytes))).ToArray();
        var names = await subjects.ResolveAsync(read.SelectMany(e => SubjectsOf(e.Entry)), cancellationToken);
        var views = new List<LedgerEntryView>(read.Length);
        foreach (var (number, bytes, entry) in read)
        {
            views.Add(new LedgerEntryView(
                number,
                JsonElement.Parse(bytes),
                Name(names, entry.Actor),
                Name(names, entry.Credential),
                Name(names, entry.Source),
                Name(names, entry.About),
                entry.Message is { } message ? await subjects.OpenAsync(message) : null,
                withReceipts ? (await receipts.IssueAsync(number))?.ToString() : null));
        }

        return views;
    }

    private static IEnumerable<SubjectId> SubjectsOf(LedgerEntry<SubjectId> entry) =>
        ((SubjectId?[])[entry.Actor, entry.Credential, entry.Source, entry.About]).OfType<SubjectId>();

    private static string? Name(IReadOnlyDictionary<SubjectId, string> names, SubjectId? id) => id is { } known ? names.GetValueOrDefault(known) : null;
}
