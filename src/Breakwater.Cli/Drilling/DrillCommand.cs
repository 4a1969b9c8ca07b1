using System.CommandLine;
using System.Text.Json;
using Breakwater.Cli.Terminal;
using Breakwater.Drills.Control;
using Breakwater.Drills.Processes;
using Breakwater.Drills.Romo;
using Breakwater.Drills.Romo.Drill;
using Breakwater.Drills.Romo.Wire;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;

namespace Breakwater.Cli.Drilling;

/// <summary><c>breakwater drill</c>: attack scenarios, each with its control.</summary>
internal static class DrillCommand
{
    public static Command Create() => new("drill", "Attack scenarios against a live backend, with their control.")
    {
        new Command("run", "Run a scenario.") { Romo() },
        ControlBrokerProcess(),
    };

    private static Command Romo()
    {
        var devices = new Option<int>("--devices", "-n") { Description = "robots in the fleet, 13 to 100,000", DefaultValueFactory = _ => 200 };
        var json = new Option<FileInfo?>("--json") { Description = "write the result to this file" };
        var data = new Option<string?>("--data", "-d") { Description = "keep the server's and the robots' data here [default: a temporary folder]" };
        var seed = new Option<int>("--seed") { Description = "gives serials, homes and habits", DefaultValueFactory = _ => 1 };
        var target = new Option<string?>("--target") { Description = "attack the running server of this data folder, which listens on this machine's default ports" };
        var command = new Command("romo", "The February 2026 incident: everything one robot and one owner have is stolen, and used against a whole fleet.")
        {
            devices, json, data, seed, target,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var spec = new RomoSpec
            {
                Devices = parsed.GetValue(devices) is >= 13 and <= 100_000 and var count
                    ? count
                    : throw new CommandException(ExitCodes.Usage, $"--devices {parsed.GetValue(devices)}: allowed is 13 to 100000"),
                Seed = parsed.GetValue(seed),
                Server = SelfCommand.Of("serve", "--set", "logLevel=Error"),
                Fleet = SelfCommand.Of("fleet", "host"),
                ControlBroker = SelfCommand.Of("drill", "control-broker"),
                DataFolder = parsed.GetValue(data) is { } folder ? Path.GetFullPath(folder) : null,
                Target = parsed.GetValue(target) is { } existing ? Existing(existing) : null,
            };
            return await RunAsync(Printer.For(parsed), spec, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(Printer printer, RomoSpec spec, FileInfo? file, CancellationToken cancellationToken)
    {
        using var loggers = DrillLogging.Errors();
        RomoResult result;
        try
        {
            result = await DrillView.WatchAsync(
                printer, progress => RomoDrill.RunAsync(spec, progress, TimeProvider.System, loggers, cancellationToken));
        }
        catch (ChildFailedException exception)
        {
            throw new CommandException(ExitCodes.Failed, exception.Message, exception);
        }

        var text = JsonSerializer.Serialize(result, RomoJson.Default.RomoResult);
        if (file is not null)
        {
            await File.WriteAllTextAsync(file.FullName, text + "\n", CancellationToken.None);
        }

        if (printer.IsJson)
        {
            await Console.Out.WriteLineAsync(text);
        }
        else
        {
            DrillView.Print(printer, result);
        }

        return result.Verdict switch
        {
            DrillVerdict.Contained => ExitCodes.Success,
            DrillVerdict.Breached => ExitCodes.DrillBreached,
            _ => ExitCodes.DrillVoid,
        };
    }

    private static ExistingServer Existing(string folder)
    {
        var data = new DataFolder(Path.GetFullPath(folder));
        return new ExistingServer(
            new ServerAddresses("127.0.0.1:8883", "127.0.0.1:8443", "127.0.0.1:7443", "127.0.0.1:9443"), data.AdminSocket, data.CaBundle);
    }

    private static Command ControlBrokerProcess()
    {
        var command = new Command("control-broker", "Run the open broker for a drill.") { Hidden = true };
        command.SetAction((_, cancellationToken) => ControlBroker.RunAsync(StandardInput.Open(), Console.Out, TimeProvider.System, cancellationToken));
        return command;
    }
}
