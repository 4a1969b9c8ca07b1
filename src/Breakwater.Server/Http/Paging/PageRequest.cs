using Breakwater.Contracts.Devices;

namespace Breakwater.Server.Http.Paging;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="Cursor">The last item of the page before; null for the first page.</param>
internal sealed record PageRequest(string? Cursor, int Limit)
{
    /// <summary>Items a page.</summary>
    public const int Largest = 500;

    public const int Default = 100;

    /// <param name="isCursor">Whether a text can be a cursor of this list.</param>
    /// <param name="errors">What is wrong, by parameter.</param>
    public static PageRequest? Parse(string? cursor, int? limit, Func<string, bool> isCursor, out Dictionary<string, string> errors)
    {
        errors = [];
        if (limit is < 1 or > Largest)
        {
            errors["limit"] = $"1 to {Largest}.";
        }

        if (cursor is not null && !isCursor(cursor))
        {
            errors["cursor"] = "Pass what the page before gave as next.";
        }

        return errors.Count == 0 ? new PageRequest(cursor, limit ?? Default) : null;
    }

    /// <summary>Makes the page of one row more than was asked for: that row only says that there is a next page.</summary>
    public Page<T> ToPage<T>(List<T> oneMore, Func<T, string> cursorOf) => oneMore.Count <= Limit
        ? new Page<T>(oneMore, null)
        : new Page<T>(oneMore[..Limit], cursorOf(oneMore[Limit - 1]));

    /// <summary>Takes rows until the page is full, in number or in bytes, and reads one more: that row only says that there is a next page.</summary>
    public async Task<Page<T>> FillAsync<TRow, T>(
        IAsyncEnumerable<TRow> rows, PageRoom room, Func<TRow, int> bytesOf, Func<TRow, T> toItem, Func<TRow, string> cursorOf, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var cursor = "";
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (items.Count == Limit || !room.TryTake(bytesOf(row)))
            {
                return new Page<T>(items, cursor);
            }

            items.Add(toItem(row));
            cursor = cursorOf(row);
        }

        return new Page<T>(items, null);
    }
}
