using System.Globalization;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Server.Rooms;

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
            Printer.For(parsed).Print(surface, ContractsJson.Default.PageDeclaredWayIn, page =>
            {
                foreach (var listener in surface.Items.GroupBy(e => e.Listener))
                {
                    page.WriteLine(listener.Key);
                    foreach (var way in listener)
                    {
                        Write(page, way);
                    }

                    page.WriteLine();
                }
            });
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>Not a table: with the longest route in it no column would fit on a line of 80 characters.</summary>
    private static void Write(TextPage page, DeclaredWayIn way)
    {
        var principals = string.Join(", ", way.Principals.Select(p => p.ToString().ToLowerInvariant()));
        page.WriteLine($"  {way.Name}");
        page.WriteLine($"      {way.Action ?? "no action"}, for {principals}, cost {way.Cost.ToString(CultureInfo.InvariantCulture)}");
        foreach (var (meaning, action) in way.DecidedAs ?? new Dictionary<string, string>())
        {
            page.WriteLine($"      {meaning} is decided as {action}");
        }
    }
}
