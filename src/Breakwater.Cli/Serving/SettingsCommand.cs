using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Cli.Terminal;
using Breakwater.Server.Hosting;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Serving;

/// <summary><c>breakwater settings</c>: every key of the configuration.</summary>
internal static class SettingsCommand
{
    public static Command Create()
    {
        var markdown = new Option<bool>("--markdown") { Description = "as the page docs/reference/configuration.md" };
        var command = new Command("settings", "List every setting: its key, default, and what is allowed.") { markdown };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(markdown))
            {
                WriteMarkdown(Console.Out);
                return ExitCodes.Success;
            }

            var lines = SettingCatalogue.All.Select(s => new SettingLine(s.Key, s.EnvironmentVariable, s.Default, s.Allowed, s.Summary)).ToArray();
            Printer.For(parsed).Print(lines, SettingLineJson.Default.SettingLineArray, page =>
            {
                var table = new Listing("KEY", "DEFAULT", "ALLOWED", "WHAT IT IS");
                foreach (var line in lines)
                {
                    table.Add(line.Key, line.Default, line.Allowed, line.Summary);
                }

                page.Write(table);
            });
            return ExitCodes.Success;
        });
        return command;
    }

    private static void WriteMarkdown(TextWriter output)
    {
        output.WriteLine("# Configuration");
        output.WriteLine();
        output.WriteLine("Printed by `breakwater settings --markdown`. A setting comes from a JSON file (`--config`, keys nested at the dots), then from the");
        output.WriteLine("environment, then from the command line (`--set KEY=VALUE`); the last one wins. Every mistake is reported at once, and stops the start.");
        output.WriteLine();
        output.WriteLine("| key | environment | default | allowed | what it is |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (var setting in SettingCatalogue.All)
        {
            output.WriteLine($"| `{setting.Key}` | `{setting.EnvironmentVariable}` | `{setting.Default}` | {setting.Allowed} | {setting.Summary} |");
        }
    }
}

internal sealed record SettingLine(string Key, string Environment, string Default, string Allowed, string Summary);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SettingLine[]))]
internal sealed partial class SettingLineJson : JsonSerializerContext;
