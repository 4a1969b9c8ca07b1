using Breakwater.Cli.Terminal;
using Breakwater.Drills.Romo.Drill;

namespace Breakwater.Cli.Drilling;

/// <summary>Shows a drill while it runs, and its result.</summary>
internal static class DrillView
{
    /// <summary>Runs the drill with live progress in a terminal, and a line a phase elsewhere.</summary>
    public static async Task<RomoResult> WatchAsync(Printer printer, Func<IProgress<DrillProgress>, Task<RomoResult>> run)
    {
        if (printer.People.Width is not null)
        {
            return await printer.Live.Status().Spinner(Spinner.Known.Dots).StartAsync(
                "Starting", status => run(new Watcher(progress => status.Status(Describe(progress).EscapeMarkup()))));
        }

        DrillPhase? phase = null;
        var gate = new Lock();
        return await run(new Watcher(progress =>
        {
            lock (gate)
            {
                if (phase != progress.Phase)
                {
                    phase = progress.Phase;
                    printer.People.WriteLine(Describe(progress));
                }
            }
        }));
    }

    public static void Print(Printer printer, RomoResult result)
    {
        var attempts = new Listing("ATTEMPT", "SENT", "CAME BACK", "FOREIGN");
        foreach (var attempt in result.AttemptList)
        {
            attempts.Add(
                attempt.Name,
                $"{attempt.Parts}",
                string.Join(", ", attempt.Answers.OrderByDescending(a => a.Value).Take(3).Select(a => $"{a.Key} ×{a.Value}")),
                $"{attempt.ForeignDevicesReached}");
        }

        printer.People.Write(attempts);
        printer.People.WriteLine();
        var summary = new Listing("", "BREAKWATER", "OPEN BROKER (CONTROL)");
        summary.Add("foreign robots reached", $"{result.ForeignDevicesReached}", $"{result.Control.ForeignDevicesReached} of {result.Devices - 1}");
        summary.Add(
            "robots the thief got anything of",
            $"{result.Ledger.DevicesTaken} by his account, {result.Ledger.DevicesInLedger} by the ledger's{(result.Ledger.MissingInLedger.Count + result.Ledger.OnlyInLedger.Count == 0 ? ", the same" : ", NOT the same")}",
            "-");
        summary.Add("attempts, refused", $"{result.Attempts}, {result.Refused} (the other {result.WithoutEffect} stayed with the thief's own robot)", "-");
        summary.Add("went on after a revocation or restart", $"{result.WentOn} of {result.AttemptList.Count(attempt => attempt.Control is not null)} ways", "-");
        summary.Add(
            "honest messages",
            $"{result.LegitimateMessagesAcknowledged} of {result.LegitimateMessagesSent} acknowledged, {result.LegitimateDisconnects} disconnects",
            $"{result.Control.Messages} read by the thief");
        summary.Add("peak memory", $"server {Megabytes(result.PeakMemoryServer)}, fleet {Megabytes(result.PeakMemoryFleet)}", "-");
        summary.Add("seconds", $"{result.Durations.Total:F0} in all, {result.Durations.Attack:F0} of attack", $"{result.Control.Seconds:F0}");
        printer.People.Write(summary);
        foreach (var reason in result.Reasons)
        {
            printer.People.WriteLine($"  {reason}");
        }

        var color = result.Verdict == DrillVerdict.Contained ? Color.Green : Color.Red;
        printer.Live.Write(new Text($"Verdict: {result.Verdict.ToString().ToLowerInvariant()}\n", new Style(color, decoration: Decoration.Bold)));
    }

    private static string Describe(DrillProgress progress) => progress.Phase switch
    {
        DrillPhase.StartingServer => "Starting the server",
        DrillPhase.RaisingFleet => $"Raising the fleet: {progress.Fleet.Imported} imported, {progress.Fleet.Enrolled} enrolled, {progress.Fleet.Connected} connected of {progress.Fleet.Devices}",
        DrillPhase.Stealing => "Stealing one robot's and one owner's secrets",
        DrillPhase.Attacking => $"Attacking: {progress.AttemptsDone} of {progress.Attempts} attempts, {progress.Refused} refused, {progress.ForeignDevicesReached} foreign robots reached; {progress.Attempt}",
        DrillPhase.Revoking => $"Taking back what was stolen: {progress.AttemptsDone} of {progress.Attempts} ways to go on tried; {progress.Attempt}",
        DrillPhase.Settling => "Waiting for every honest message's acknowledgement",
        DrillPhase.RaisingControl => $"Moving the fleet to the open broker: {progress.Fleet.Connected} of {progress.Fleet.Devices}",
        DrillPhase.AttackingControl => $"Attacking the open broker: {progress.ControlReached} foreign robots reached",
        DrillPhase.Restarting => $"Restarting the server under attack: {progress.AttemptsDone} of {progress.Attempts}; {progress.Attempt}",
        DrillPhase.CleaningUp => "Cleaning up",
        _ => "Done",
    };

    private static string Megabytes(long bytes) => bytes == 0 ? "unknown" : $"{bytes / (1024 * 1024)} MB";

    private sealed class Watcher(Action<DrillProgress> onProgress) : IProgress<DrillProgress>
    {
        public void Report(DrillProgress value) => onProgress(value);
    }
}
