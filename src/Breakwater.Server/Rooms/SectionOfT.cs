using System.Globalization;

namespace Breakwater.Server.Rooms;

/// <summary>A part of the configuration that is kept in a <typeparamref name="T"/>, whose defaults are those of <c>new T()</c>.</summary>
internal sealed class Section<T>(string name, Func<T, IEnumerable<string>>? faults = null) : Section(name)
    where T : class, new()
{
    private static readonly T Default = new();

    public override object Of(SectionValues values) => values.Of<T>();

    public override void AddTo(IServiceCollection services, SectionValues values) => services.AddSingleton(values.Of<T>());

    public override IEnumerable<string> Faults(SectionValues values) => faults is null ? [] : faults(values.Of<T>()).Select(f => $"{Name}: {f}");

    public Section<T> Number(string key, int least, int most, string summary, Func<T, int> get, Func<T, int, T> set) => Add(
        key,
        string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"),
        get(Default).ToString(CultureInfo.InvariantCulture),
        summary,
        (section, text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? set(section, value)
            : null);

    public Section<T> Duration(string key, TimeSpan least, TimeSpan most, string summary, Func<T, TimeSpan> get, Func<T, TimeSpan, T> set) => Add(
        key,
        $"{DurationText.Write(least)} to {DurationText.Write(most)} (a number with s, m, h or d)",
        DurationText.Write(get(Default)),
        summary,
        (section, text) => DurationText.TryParse(text, out var value) && value >= least && value <= most ? set(section, value) : null);

    public Section<T> Text(string key, string allowed, string @default, string summary, Func<string, bool> isAllowed, Func<T, string, T> set) =>
        Add(key, allowed, @default, summary, (section, text) => isAllowed(text) ? set(section, text) : null);

    /// <summary>Several values, separated by commas.</summary>
    public Section<T> List(string key, string allowed, string summary, Func<T, IReadOnlyList<string>, T> set) =>
        Add(key, allowed, "(none)", summary, (section, text) => set(section, text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));

    private Section<T> Add(string key, string allowed, string @default, string summary, Func<T, string, T?> apply)
    {
        Keep(new Setting(KeyOf(key), allowed, @default, summary, (values, text) => apply(values.Of<T>(), text) is { } section ? values.With(section) : null));
        return this;
    }
}
