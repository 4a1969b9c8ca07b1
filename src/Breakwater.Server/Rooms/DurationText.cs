using System.Globalization;

namespace Breakwater.Server.Rooms;

/// <summary>Durations as people write them: <c>30s</c>, <c>5m</c>, <c>12h</c>, <c>90d</c>.</summary>
public static class DurationText
{
    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        if (text.Length < 2 || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        // 10,000 days is far beyond every limit, and far below where TimeSpan ends.
        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        if (unit is not { } one || number * one.TotalDays > 10_000)
        {
            return false;
        }

        value = number * one;
        return true;
    }

    public static string Write(TimeSpan value) =>
        value.TotalDays >= 1 && value.TotalDays % 1 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{value.TotalDays}d")
        : value.TotalHours >= 1 && value.TotalHours % 1 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{value.TotalHours}h")
        : value.TotalMinutes >= 1 && value.TotalMinutes % 1 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{value.TotalMinutes}m")
        : string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds}s");
}
