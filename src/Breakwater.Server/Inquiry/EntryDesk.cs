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
    /// <summary>Of a receipt: the proof of 27 levels, the checkpoint, and its witnesses' lines, as text.</summary>
    private const int ReceiptBytes = 4 * 1024;

    /// <param name="question">Null: all entries.</param>
    public async Task<Page<LedgerEntryView>> ListAsync(
        ReachQuestion? question, bool newestFirst, bool withReceipts, PageRequest page, PageRoom room, CancellationToken cancellationToken)
    {
        using var turn = await room.EnterAsync(cancellationToken);
        await log.SettleAsync();
        long? cursor = page.Cursor is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
        var found = question is null ? All(newestFirst, cursor, page.Limit)
            : await Task.Run(() => Find(question, newestFirst, cursor, page.Limit, cancellationToken), cancellationToken);

        // As it is stored, as it was parsed, and as it is shown.
        var read = Read(found.Numbers, bytes => room.TryTake((3 * bytes.Length) + (withReceipts ? ReceiptBytes : 0)));
        var next = read.Count == found.Numbers.Count ? found.Next : newestFirst ? read[^1].Number : found.Numbers[read.Count];
        return new Page<LedgerEntryView>(await ViewAsync(read, withReceipts, cancellationToken), next?.ToString(CultureInfo.InvariantCulture));
    }

    public async Task<LedgerEntryView?> GetAsync(long entry, CancellationToken cancellationToken)
    {
        await log.SettleAsync();
        return entry < 0 || entry >= store.Size ? null : (await ViewAsync(Read([entry], _ => true), withReceipts: false, cancellationToken))[0];
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

    private List<ReadEntry> Read(IReadOnlyList<long> numbers, Func<byte[], bool> tryTake) => [.. numbers
        .Zip(store.ReadEntries(numbers))
        .TakeWhile(e => tryTake(e.Second))
        .Select(e => new ReadEntry(e.First, e.Second, EntryJson.Read(e.Second)))];

    private async Task<IReadOnlyList<LedgerEntryView>> ViewAsync(List<ReadEntry> read, bool withReceipts, CancellationToken cancellationToken)
    {
        var names = await subjects.ResolveAsync(read.SelectMany(e => SubjectsOf(e.Entry)), cancellationToken);
        var views = new List<LedgerEntryView>(read.Count);
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

    private readonly record struct ReadEntry(long Number, byte[] Bytes, LedgerEntry<SubjectId> Entry);
}
