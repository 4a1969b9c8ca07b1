using System.CommandLine;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;
using Breakwater.Drills.Fleet;
using Breakwater.Drills.Fleet.Hosting;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;

namespace Breakwater.Cli.Drilling;

/// <summary><c>breakwater fleet</c>: simulated robots.</summary>
internal static class FleetCommand
{
    public static Command Create() => new("fleet", "Simulated fleets.") { Simulate(), Host() };

    private static Command Simulate()
    {
        var devices = new Option<int>("--devices", "-n") { Description = "how many robots, 1 to 100,000", DefaultValueFactory = _ => 25 };
        var mqtt = new Option<string>("--mqtt") { Description = "the server's devices-mqtt listener, on this machine", DefaultValueFactory = _ => "127.0.0.1:8883" };
        var est = new Option<string>("--est") { Description = "the server's devices-https listener, on this machine", DefaultValueFactory = _ => "127.0.0.1:8443" };
        var identities = new Option<string?>("--identities") { Description = "where the robots keep their keys [default: DATA/robots]; robots found there are not enrolled again" };
        var seed = new Option<int>("--seed") { Description = "gives serials, homes and habits", DefaultValueFactory = _ => 1 };
        var interval = new Option<int>("--interval") { Description = "seconds between two reports of a robot", DefaultValueFactory = _ => 3 };
        var command = new Command("simulate", "Bring up robots that are imported, enrol, connect and clean their homes, until Ctrl-C.")
        {
            devices, mqtt, est, identities, seed, interval,
        }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var data = new DataFolder(Path.GetFullPath(parsed.GetValue(ServerLocation.Data)!));
            var (host, mqttPort) = Address("--mqtt", parsed.GetValue(mqtt)!);
            var (_, estPort) = Address("--est", parsed.GetValue(est)!);
            var spec = new FleetSpec
            {
                Devices = Between("--devices", parsed.GetValue(devices), 1, 100_000),
                Seed = parsed.GetValue(seed),
                IdentityFolder = Path.GetFullPath(parsed.GetValue(identities) ?? Path.Combine(data.Path, "robots")),
                AdminSocket = ServerLocation.SocketOf(parsed),
                Host = host,
                MqttPort = mqttPort,
                EstPort = estPort,
                CaBundle = data.CaBundle,
                TelemetryInterval = TimeSpan.FromSeconds(Between("--interval", parsed.GetValue(interval), 1, 3600)),
            };
            if (!File.Exists(spec.CaBundle))
            {
                throw new CommandException(ExitCodes.NotRunning, $"{spec.CaBundle} is not there. Name the data folder of a server that has been started with --data.");
            }

            return await FleetView.RunAsync(Printer.For(parsed), spec, cancellationToken);
        });
        return command;
    }

    /// <summary>A fleet as a process of a drill; its input and output are for programs.</summary>
    private static Command Host()
    {
        var command = new Command("host", "Run a fleet for a drill.") { Hidden = true };
        command.SetAction((_, cancellationToken) =>
            FleetHost.RunAsync(StandardInput.Open(), Console.Out, TimeProvider.System, DrillLogging.Errors(), cancellationToken));
        return command;
    }

    private static (string Host, int Port) Address(string option, string text) =>
        System.Net.IPEndPoint.TryParse(text, out var endpoint) && endpoint.Port != 0 && System.Net.IPAddress.IsLoopback(endpoint.Address)
            ? (endpoint.Address.ToString(), endpoint.Port)
            : throw new CommandException(ExitCodes.Usage, $"{option} {text}: write an address of this machine with a port, as in 127.0.0.1:8883; load goes to no other machine");

    private static int Between(string option, int value, int least, int most) => value >= least && value <= most
        ? value
        : throw new CommandException(ExitCodes.Usage, $"{option} {value}: allowed is {least} to {most}");
}
