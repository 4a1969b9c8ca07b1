using System.Globalization;

namespace Breakwater.Server.Hosting.Settings;

/// <summary>One key of the configuration: how it is written, what is allowed, what it sets.</summary>
/// <param name="Key">As in files (nested) and on the command line (<c>--set key=value</c>).</param>
/// <param name="Allowed">For people.</param>
/// <param name="Default">For people.</param>
/// <param name="Apply">Sets it, or returns null when the text is not allowed.</param>
public sealed record Setting(string Key, string Allowed, string Default, string Summary, Func<ServerOptions, string, ServerOptions?> Apply)
{
    /// <summary>The environment variable that sets it.</summary>
    public string EnvironmentVariable => $"BREAKWATER__{Key.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant()}";

    internal static Setting Number(
        string key, int least, int most, string summary, Func<ServerOptions, int> get, Func<ServerOptions, int, ServerOptions> set) =>
        new(
            key,
            string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"),
            get(new ServerOptions()).ToString(CultureInfo.InvariantCulture),
            summary,
            (options, text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
                ? set(options, value)
                : null);

    internal static Setting Duration(
        string key, TimeSpan least, TimeSpan most, string summary, Func<ServerOptions, TimeSpan> get, Func<ServerOptions, TimeSpan, ServerOptions> set) =>
        new(
            key,
            $"{DurationText.Write(least)} to {DurationText.Write(most)} (a number with s, m, h or d)",
            DurationText.Write(get(new ServerOptions())),
            summary,
            (options, text) => DurationText.TryParse(text, out var value) && value >= least && value <= most ? set(options, value) : null);

    internal static Setting Text(
        string key, string allowed, string @default, string summary, Func<string, bool> isAllowed, Func<ServerOptions, string, ServerOptions> set) =>
        new(key, allowed, @default, summary, (options, text) => isAllowed(text) ? set(options, text) : null);

    /// <summary>Several values, separated by commas.</summary>
    internal static Setting List(
        string key, string allowed, string summary, Func<ServerOptions, IReadOnlyList<string>, ServerOptions> set) =>
        new(key, allowed, "(none)", summary, (options, text) =>
            set(options, text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
}
