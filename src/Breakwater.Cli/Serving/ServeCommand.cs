using System.CommandLine;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Server.Hosting;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Serving;

/// <summary><c>breakwater serve</c>: the server.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Run the server. The first start makes the data folder, a certificate authority and the databases.");
        ServeOptions.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var printer = Printer.For(parsed);
        var options = ServeOptions.Read(parsed);
        var server = await BreakwaterServer.StartAsync(options, new ServerHooks { Logging = ServerLogging.For(printer.IsJson) }, cancellationToken);
        printer.Print(server.Ready, ContractsJson.Default.ServerReady, page => Announce(page, server.Ready));
        await server.WaitForShutdownAsync(cancellationToken);
        printer.People.WriteLine("Stopping: no new connections, devices are told, pending commits are finished.");
        await server.DisposeAsync();
        printer.People.WriteLine("Stopped.");
        return ExitCodes.Success;
    }

    private static void Announce(TextPage page, ServerReady ready)
    {
        page.WriteLine($"Breakwater {ready.Version} is ready.");
        page.WriteLine();
        foreach (var (name, address) in ready.Listeners)
        {
            page.WriteLine($"  {name,-16} {address}");
        }

        page.WriteLine($"  {"admin-socket",-16} {ready.AdminSocket}");
        page.WriteLine($"  {"CA bundle",-16} {ready.CaBundle}");
        page.WriteLine();
        page.WriteLine("The first device (manifest.csv: a line 'serial,model', then one line a device):");
        foreach (var line in ready.FirstDevice)
        {
            // Written as they are: a line that the terminal breaks can still be copied whole.
            page.WriteLine($"  {line}");
        }

        page.WriteLine();
    }
}
