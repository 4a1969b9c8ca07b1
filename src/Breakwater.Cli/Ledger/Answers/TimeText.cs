using System.Globalization;
using Breakwater.Cli.Terminal;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Ledger.Answers;

/// <summary>Times as people write them, a moment (RFC 3339) or an age (<c>24h</c>), and as they read them, in UTC.</summary>
internal static class TimeText
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd",
    ];

    /// <summary>A time without an offset is UTC, and a day its first moment.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        if (DurationText.TryParse(text, out var age))
        {
            time = now - age;
            return true;
        }

        return DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    /// <exception cref="CommandException">It is no time.</exception>
    public static DateTimeOffset? Parse(string option, string? text, DateTimeOffset now) => text is null ? null
        : TryParse(text, now, out var time) ? time
        : throw new CommandException(ExitCodes.Usage, $"{option} {text}: write a time as in 2026-11-26T05:00:00Z, a day, or an age as in 24h or 7d");

    /// <summary>To the second, in UTC, for people.</summary>
    public static string Of(DateTimeOffset time) => $"{time.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z";

    /// <summary>From one time to another, the day only once when it is the same.</summary>
    public static string Span(DateTimeOffset first, DateTimeOffset last)
    {
        var (from, to) = (first.ToUniversalTime(), last.ToUniversalTime());
        var start = $"{from:yyyy-MM-dd HH:mm:ss}";
        return $"{from:yyyy-MM-dd HH:mm:ss}" == $"{to:yyyy-MM-dd HH:mm:ss}" ? $"{start}Z"
            : from.Date == to.Date ? $"{start} – {to:HH:mm:ss}Z"
            : $"{start} – {to:yyyy-MM-dd HH:mm:ss}Z";
    }

    /// <summary>Milliseconds, RFC 3339, for programs.</summary>
    public static string Exact(DateTimeOffset time) => $"{time.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss.fff'Z'}";
}
