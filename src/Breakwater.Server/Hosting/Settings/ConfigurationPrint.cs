using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Hosting.Settings;

/// <summary>
/// What the server runs with, as one digest a setting, kept between two starts to see what changed. The ledger gets the names of what changed and never a value:
/// a value may be a path or a name.
/// </summary>
internal static class ConfigurationPrint
{
    /// <summary>Returns what is different from the last start, and keeps what is now. Everything is new at the first start.</summary>
    public static (IReadOnlyList<string> Changed, bool First) Update(ServerOptions options, IEnumerable<Section> sections)
    {
        var path = Path.Combine(new LedgerFolder(options.Data).Path, "configuration.json");
        var now = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in sections)
        {
            Print(section, section.Of(options.Sections), now);
        }

        var first = !File.Exists(path);
        var before = first ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
        DurableFile.Write(path, JsonSerializer.Serialize(now), DurableFile.OwnerOnly);
        return ([.. now.Keys.Union(before.Keys).Where(k => now.GetValueOrDefault(k) != before.GetValueOrDefault(k)).Order(StringComparer.Ordinal)], first);
    }

    private static void Print(Section section, object values, SortedDictionary<string, string> target)
    {
        if (section.Settings is [{ } only] && only.Key == section.Name)
        {
            target[section.Name] = Digest(values);
            return;
        }

        // Also what no key sets: a host that embeds the server may.
        foreach (var property in values.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
        {
            target[$"{section.Name}.{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]}"] = Digest(property.GetValue(values));
        }
    }

    private static string Digest(object? value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text(value)))[..8]);

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        IEnumerable many => string.Join('\n', many.Cast<object?>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
