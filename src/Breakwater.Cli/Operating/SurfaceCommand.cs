using System.CommandLine;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Hosting.Starting;

namespace Breakwater.Cli.Operating;

/// <summary><c>breakwater surface</c>: the attack surface of a running server.</summary>
internal static class SurfaceCommand
{
    public static Command Create()
    {
        var command = new Command("surface", "List every declared way in of the running server: listener, endpoint or packet, who may come, action, cost.")
            .WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            var surface = await server.GetSurfaceAsync(cancellationToken);
            Printer.For(parsed).Print(surface, ContractsJson.Default.PageSurfaceEntry, console =>
            {
                var table = Printer.NewTable("LISTENER", "WAY IN", "PRINCIPALS", "ACTION", "COST");
                foreach (var entry in surface.Items)
                {
                    Printer.AddRow(
                        table,
                        entry.Listener,
                        entry.Name,
                        string.Join(", ", entry.Principals.Select(p => p.ToString().ToLowerInvariant())),
                        ActionOf(entry),
                        entry.Cost.ToString(null, null));
                }

                console.Write(table);
            });
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>A packet that carries several things is decided as each of them.</summary>
    private static string ActionOf(SurfaceEntry entry) => entry.DecidedAs is { } meanings
        ? string.Join(", ", meanings.Values.Distinct())
        : entry.Action ?? "-";
}
