using System.Globalization;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Devices.Telemetry;

/// <summary>Which points are asked for.</summary>
/// <param name="Skip">Points of the first microsecond that an earlier page showed.</param>
internal sealed record TelemetryRange(long FromMicros, long ToMicros, int Skip, int Limit)
{
    /// <summary>Points a page.</summary>
    public const int LargestPage = 10_000;

    /// <summary>Reads the query parameters; <paramref name="errors"/> names each that is wrong.</summary>
    public static TelemetryRange? Parse(string? from, string? to, string? cursor, int? limit, out Dictionary<string, string> errors)
    {
        errors = [];
        var first = Time("from", from, long.MinValue, errors);
        var last = Time("to", to, long.MaxValue, errors);
        var skip = 0;
        if (limit is < 1 or > LargestPage)
        {
            errors["limit"] = $"1 to {LargestPage}.";
        }

        if (cursor is not null)
        {
            var parts = cursor.Split('-', 2);
            if (parts.Length != 2
                || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out skip)
                || skip > LargestPage * 10)
            {
                errors["cursor"] = "Pass what the page before gave as next.";
            }
            else
            {
                first = at;
            }
        }

        return errors.Count == 0 ? new TelemetryRange(first, last, skip, limit ?? 1000) : null;
    }

    /// <summary>
    /// Where the next page begins: a time, and how many points of that very microsecond have been shown. It stays right while points are added or compacted.
    /// </summary>
    /// <param name="shown">This page's points; at least one.</param>
    public string CursorAfter(IReadOnlyList<StoredPoint> shown)
    {
        var last = shown[^1].AtMicros;
        var count = shown.Count(p => p.AtMicros == last) + (last == FromMicros ? Skip : 0);
        return string.Create(CultureInfo.InvariantCulture, $"{last}-{count}");
    }

    private static long Time(string name, string? text, long absent, Dictionary<string, string> errors)
    {
        if (text is null)
        {
            return absent;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.RoundtripKind, out var time))
        {
            return UnixMicros.From(time);
        }

        errors[name] = "A time as in RFC 3339: 2026-11-23T14:00:00Z.";
        return absent;
    }
}
