using Breakwater.Server.Rooms;

namespace Breakwater.Server.Hosting;

/// <summary>Every key of the configuration, as the rooms declare them. docs/reference/configuration.md is printed from it.</summary>
public static class SettingCatalogue
{
    public static IReadOnlyList<Setting> All { get; } = [.. Sections.SelectMany(s => s.Settings)];

    internal static IEnumerable<Section> Sections => Composition.Rooms.SelectMany(r => r.Sections);
}
