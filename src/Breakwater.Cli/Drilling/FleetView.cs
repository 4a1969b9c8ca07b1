using System.Text.Json;
using Breakwater.Cli.Terminal;
using Breakwater.Drills.Fleet;
using Breakwater.Drills.Fleet.Hosting;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Drilling;

/// <summary>Shows a fleet while it runs: one line that changes in a terminal, a line every ten seconds elsewhere, JSON lines for programs.</summary>
internal static class FleetView
{
    public static async Task<int> RunAsync(Printer printer, FleetSpec spec, CancellationToken cancellationToken)
    {
        using var loggers = DrillLogging.Errors();
        await using var fleet = new FleetSimulator(spec, TimeProvider.System, loggers);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var showing = ShowAsync(printer, fleet, stop.Token);
        try
        {
            await fleet.StartAsync(stop.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how a simulation ends.
        }
        finally
        {
            await stop.CancelAsync();
            await showing;
        }

        Print(printer, fleet.Snapshot());
        return ExitCodes.Success;
    }

    public static string Describe(FleetProgress progress) =>
        $"{progress.Enrolled} of {progress.Devices} enrolled, {progress.Connected} connected, {progress.MessagesAcknowledged} of {progress.MessagesSent} messages "
        + $"acknowledged, {progress.Disconnects} disconnects, {progress.Errors} errors";

    private static async Task ShowAsync(Printer printer, FleetSimulator fleet, CancellationToken stop)
    {
        var live = !printer.IsJson && printer.People.Width is not null;
        using var timer = new PeriodicTimer(live ? TimeSpan.FromMilliseconds(500) : TimeSpan.FromSeconds(10), TimeProvider.System);
        try
        {
            if (live)
            {
                await printer.Live.Status().Spinner(Spinner.Known.Dots).StartAsync("Starting", async status =>
                {
                    while (await timer.WaitForNextTickAsync(stop))
                    {
                        status.Status(Describe(fleet.Snapshot()).EscapeMarkup());
                    }
                });
            }

            while (await timer.WaitForNextTickAsync(stop))
            {
                Print(printer, fleet.Snapshot());
            }
        }
        catch (OperationCanceledException)
        {
            // The simulation ends.
        }
    }

    private static void Print(Printer printer, FleetProgress progress)
    {
        if (printer.IsJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(progress, FleetJson.Default.FleetProgress));
        }
        else
        {
            printer.People.WriteLine(Describe(progress));
        }
    }
}
