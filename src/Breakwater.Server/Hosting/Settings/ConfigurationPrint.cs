using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Hosting.Settings;

/// <summary>
/// What the server runs with, as one digest a setting, kept between two starts to see what changed. The ledger gets the names of what changed and never a value:
/// a value may be a path or a name.
/// </summary>
internal static class ConfigurationPrint
{
    /// <summary>Returns what is different from the last start, and keeps what is now. Everything is new at the first start.</summary>
    public static (IReadOnlyList<string> Changed, bool First) Update(DataFolder data, ServerOptions options)
    {
        var path = Path.Combine(new LedgerFolder(data).Path, "configuration.json");
        var now = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Print(options, "", now);
        var first = !File.Exists(path);
        var before = first ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
        DurableFile.Write(path, JsonSerializer.Serialize(now), DurableFile.OwnerOnly);
        return ([.. now.Keys.Union(before.Keys).Where(k => now.GetValueOrDefault(k) != before.GetValueOrDefault(k)).Order(StringComparer.Ordinal)], first);
    }

    private static void Print(object settings, string prefix, SortedDictionary<string, string> target)
    {
        foreach (var property in settings.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
        {
            var name = $"{prefix}{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]}";
            var value = property.GetValue(settings);
            if (value is not null && property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal) || value is DeviceLimits)
            {
                Print(value!, $"{name}.", target);
            }
            else if (property.Name != "EqualityContract")
            {
                target[name] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text(value)))[..8]);
            }
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        IEnumerable many => string.Join('\n', many.Cast<object?>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
