namespace Breakwater.Device.Identity;

/// <summary>A time as logs write it, in text and as a value: RFC 3339, in UTC, to the second. On its own a time is written as the month, the day and the year.</summary>
internal readonly record struct LoggedTime(DateTimeOffset Time)
{
    public static implicit operator LoggedTime(DateTimeOffset time) => new(time);

    public override string ToString() => Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
