using System.Globalization;
using System.Runtime.CompilerServices;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ledger;

namespace Breakwater.Cli.Ledger.Answers;

/// <summary>Reads entries page by page, so that no answer is larger than the server allows.</summary>
/// <param name="question">Null: all entries.</param>
internal sealed class EntryPages(LedgerClient ledger, LedgerQuestion? question, DateTimeOffset? since, DateTimeOffset? until)
{
    private const int PageSize = 500;

    /// <summary>An entry gets its time just before its number, so neighbours may be swapped in time; and clocks are set back a little.</summary>
    private static readonly TimeSpan Disorder = TimeSpan.FromMinutes(1);

    public async IAsyncEnumerable<LedgerEntryView> ReadAsync(
        bool newestFirst, bool receipts, long most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = await StartAsync(newestFirst, cancellationToken);
        do
        {
            var page = await ledger.ListEntriesAsync(
                question, newestFirst, receipts, cursor, (int)Math.Clamp(question is null ? PageSize : most, 1, PageSize), cancellationToken);
            foreach (var entry in page.Items)
            {
                var time = question is null ? TimeOf(entry) : default;
                if (question is null && (newestFirst ? time < since - Disorder : time >= until + Disorder))
                {
                    yield break;
                }

                if (question is null && (time < since || time >= until))
                {
                    continue;
                }

                yield return entry;
                if (--most == 0)
                {
                    yield break;
                }
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }

    public static DateTimeOffset TimeOf(LedgerEntryView entry) => DateTimeOffset.FromUnixTimeMilliseconds(entry.Body.GetProperty("time").GetInt64());

    /// <summary>Where a reading of all entries starts; a question about somebody takes its times along, and starts where the server says.</summary>
    private async Task<string?> StartAsync(bool newestFirst, CancellationToken cancellationToken)
    {
        if (question is not null || (newestFirst ? until : since) is not { } edge)
        {
            return null;
        }

        var number = await FindAsync(newestFirst ? edge + Disorder : edge - Disorder, cancellationToken);
        return number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The number of the first entry that is not before the time, by halving: times rise with numbers.</summary>
    private async Task<long> FindAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var (low, high) = (0L, (await ledger.GetStatusAsync(cancellationToken)).Size);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (await IsBeforeAsync(middle, time, cancellationToken))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>An entry that is away is an old one: only those are pruned.</summary>
    private async Task<bool> IsBeforeAsync(long number, DateTimeOffset time, CancellationToken cancellationToken)
    {
        try
        {
            return TimeOf(await ledger.GetEntryAsync(number, cancellationToken)) < time;
        }
        catch (ProblemException exception) when (exception.Problem.Status is 404 or 410)
        {
            return true;
        }
    }
}
