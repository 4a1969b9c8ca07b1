using System.CommandLine;
using Breakwater.Cli.Serving;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts.Admin;
using Breakwater.Drills.Fleet;
using Breakwater.Server.Hosting;
using Breakwater.Server.Rooms;
using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Drilling;

/// <summary><c>breakwater demo</c>: a server, some robots, an owner, and a few lines to try.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var robots = new Option<int>("--robots", "-n") { Description = "simulated robots, 3 to 1,000", DefaultValueFactory = _ => 25 };
        var data = new Option<string?>("--data", "-d") { Description = "a data folder, which stays when the demo ends [default: a temporary folder, which goes]" };
        var command = new Command("demo", "A server with simulated robots and an owner of two of them, and lines to paste; Ctrl-C ends it and, without --data, removes it.")
        {
            robots,
        };
        ServeOptions.AddTo(command, data);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(data), parsed.GetValue(robots), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string? data, int robots, CancellationToken cancellationToken)
    {
        if (robots is < 3 or > 1000)
        {
            throw new CommandException(ExitCodes.Usage, $"--robots {robots}: allowed is 3 to 1000");
        }

        var printer = Printer.For(parsed);
        using var folder = DemoFolder.Make(data);
        var options = ServeOptions.Read(
            parsed, [KeyValuePair.Create("data", folder.Path), KeyValuePair.Create("logLevel", nameof(LogLevel.Warning)), .. DemoPorts.Choose()]);
        printer.People.WriteLine("Starting the server…");
        await using var server = await BreakwaterServer.StartAsync(
            options, new ServerHooks { Logging = ServerLogging.For(printer.IsJson) }, cancellationToken);
        using var loggers = DrillLogging.Errors();
        await using var fleet = new FleetSimulator(Fleet(server.Ready, robots), TimeProvider.System, loggers);
        printer.People.WriteLine($"Bringing up {robots} robots: each makes its key, enrols with its claim, and connects with its own certificate…");
        try
        {
            await fleet.StartAsync(cancellationToken);
            var scene = await DemoScene.SetAsync(server.Ready, cancellationToken);
            printer.Print(scene, DemoJson.Default.DemoScene, page => scene.Tell(page, robots));
            await server.WaitForShutdownAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how a demo ends.
        }

        printer.People.WriteLine("Stopping…");
        return ExitCodes.Success;
    }

    private static FleetSpec Fleet(ServerReady ready, int robots) => new()
    {
        Devices = robots,
        IdentityFolder = Path.Combine(ready.DataFolder, "robots"),
        AdminSocket = ready.AdminSocket,
        Host = "127.0.0.1",
        MqttPort = DemoScene.PortOf(ready, "devices-mqtt"),
        EstPort = DemoScene.PortOf(ready, "devices-https"),
        CaBundle = ready.CaBundle,
    };
}
