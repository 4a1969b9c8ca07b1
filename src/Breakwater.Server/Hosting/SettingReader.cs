using Breakwater.Server.Hosting.Settings;
using Breakwater.Server.Rooms;
using Microsoft.Extensions.Configuration;

namespace Breakwater.Server.Hosting;

/// <summary>Reads the configuration: file, then environment, then command line; all mistakes at once.</summary>
public static class SettingReader
{
    /// <param name="file">A JSON file (comments allowed), or null.</param>
    /// <param name="overrides">From the command line: key and value.</param>
    /// <exception cref="StartException">With every key that is unknown or has a value that is not allowed.</exception>
    public static ServerOptions Read(string? file, IEnumerable<KeyValuePair<string, string>> overrides)
    {
        var builder = new ConfigurationBuilder();
        try
        {
            if (file is not null)
            {
                builder.AddJsonFile(Path.GetFullPath(file), optional: false);
            }

            builder.AddEnvironmentVariables("BREAKWATER__");
            builder.AddInMemoryCollection(overrides.Select(o => KeyValuePair.Create(o.Key.Replace('.', ':'), (string?)o.Value)));
            return Read(builder.Build());
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException or IOException)
        {
            throw new StartException(ExitCodes.Configuration, $"{file}: {(exception.InnerException ?? exception).Message}", exception);
        }
    }

    private static ServerOptions Read(IConfiguration configuration)
    {
        var values = SectionValues.Defaults;
        var errors = new List<string>();
        var settings = SettingCatalogue.All.ToDictionary(s => s.Key, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in Leaves(configuration))
        {
            if (!settings.TryGetValue(key, out var setting))
            {
                errors.Add($"{key}: there is no such key{Nearest(key, settings.Keys)}");
            }
            else if (setting.Apply(values, value) is { } applied)
            {
                values = applied;
            }
            else
            {
                errors.Add($"{setting.Key}: '{value}' is not allowed; allowed is {setting.Allowed}");
            }
        }

        errors.AddRange(SettingCatalogue.Sections.SelectMany(s => s.Faults(values)));
        var options = new ServerOptions { Sections = values };
        return errors.Count == 0
            ? options with { Data = options.Data with { Path = Path.GetFullPath(options.Data.Path) } }
            : throw new StartException(
                ExitCodes.Configuration,
                $"The configuration has {errors.Count} mistake{(errors.Count == 1 ? "" : "s")}:\n{string.Join('\n', errors.Select(e => $"  {e}"))}");
    }

    /// <summary>Keys and values; the items of an array become one value with commas.</summary>
    private static IEnumerable<(string Key, string Value)> Leaves(IConfiguration configuration)
    {
        foreach (var child in configuration.GetChildren())
        {
            var items = child.GetChildren().ToArray();
            if (items.Length == 0)
            {
                yield return (child.Path.Replace(':', '.'), child.Value ?? "");
            }
            else if (items.All(i => int.TryParse(i.Key, out _)))
            {
                yield return (child.Path.Replace(':', '.'), string.Join(',', items.Select(i => i.Value)));
            }
            else
            {
                foreach (var leaf in Leaves(child))
                {
                    yield return leaf;
                }
            }
        }
    }

    private static string Nearest(string key, IEnumerable<string> known)
    {
        var nearest = known.MinBy(k => Distance(key, k))!;
        return Distance(key, nearest) <= 4 ? $"; did you mean {nearest}?" : "; 'breakwater settings' lists them";
    }

    /// <summary>Levenshtein distance, ignoring case.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
