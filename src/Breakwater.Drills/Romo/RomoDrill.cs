using System.Text.Json;
using Breakwater.Contracts.Client;
using Breakwater.Device.Trust;
using Breakwater.Drills.Control;
using Breakwater.Drills.Fleet;
using Breakwater.Drills.Processes;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Catalogue;
using Breakwater.Drills.Romo.Drill;
using Breakwater.Drills.Romo.Evidence;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Drills.Romo.Restart;
using Breakwater.Drills.Romo.Revocation;
using Breakwater.Drills.Romo.Wire;
using Microsoft.Extensions.Logging;

namespace Breakwater.Drills.Romo;

/// <summary>
/// The incident of the Romo, replayed: a whole fleet at work, one robot's and one owner's secrets stolen, everything tried with them, and
/// the same attack on an open broker to show that it would have worked.
/// </summary>
public sealed class RomoDrill
{
    /// <summary>Enough for every robot's next telemetry message, even on a busy machine.</summary>
    private const int ControlIntervals = 10;

    /// <summary>What the operator of the drill works on.</summary>
    private const string Case = "romo-drill";

    private static readonly TimeSpan ControlFloor = TimeSpan.FromSeconds(60);

    private readonly RomoSpec spec;
    private readonly TimeProvider time;
    private readonly DrillMonitor monitor;
    private readonly ILogger logger;
    private readonly KnownEffects effects = new();

    private RomoDrill(RomoSpec spec, IProgress<DrillProgress>? progress, TimeProvider time, ILogger logger)
    {
        this.spec = spec;
        this.time = time;
        this.logger = logger;
        monitor = new DrillMonitor(progress);
    }

    /// <summary>Runs the whole scenario. Its processes and its temporary folder are gone afterwards, also when it is cancelled.</summary>
    /// <exception cref="ArgumentException">The specification is wrong, or its target is not on this machine.</exception>
    /// <exception cref="ChildFailedException">A process failed.</exception>
    public static async Task<RomoResult> RunAsync(
        RomoSpec spec, IProgress<DrillProgress>? progress, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Devices, Burglary.LeastDevices);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spec.Devices, 100_000);
        var drill = new RomoDrill(spec, progress, time, loggers.CreateLogger<RomoDrill>());
        using var folder = new DrillFolder(spec.DataFolder);
        try
        {
            return await drill.RunAsync(folder.Path, cancellationToken);
        }
        finally
        {
            drill.monitor.Enter(DrillPhase.Done);
        }
    }

    private async Task<RomoResult> RunAsync(string folder, CancellationToken cancellationToken)
    {
        var total = Stopwatch();
        var watch = Stopwatch();
        monitor.Enter(DrillPhase.StartingServer);
        await using var server = await RunningServer.StartAsync(spec, folder, time, cancellationToken);
        var serverSeconds = watch();

        watch = Stopwatch();
        monitor.Enter(DrillPhase.RaisingFleet);
        var fleetSpec = FleetSpec(server.Server, folder);
        await using var fleet = await FleetProcess.StartAsync(spec.Fleet, fleetSpec, monitor, effects, time, cancellationToken);
        var fleetSeconds = watch();

        monitor.Enter(DrillPhase.Stealing);
        using var admin = new AdminClient(server.Server.AdminSocket, Case);
        var (loot, watchlist, refereeToken, thief) = await new Burglary(admin, fleetSpec).RunAsync(cancellationToken);
        using var identity = loot.Identity;
        var anchors = TrustAnchors.FromPemFile(server.Server.CaBundle);
        var takings = new Takings();
        using var http = new AttackHttp(anchors, identity, takings, time);
        using var honestHttp = new AttackHttp(anchors, identity, null, time);
        var context = new AttackContext(
            loot, server.Server.Addresses, anchors, watchlist, http, time, spec.TelemetryInterval + TimeSpan.FromSeconds(1));

        watch = Stopwatch();
        IReadOnlyList<string> excluded = [loot.Robot.Serial];
        await fleet.MeasureAsync(excluded, cancellationToken);
        var selfCheck = await SelfCheck.RunAsync(context, cancellationToken);
        monitor.Enter(DrillPhase.Attacking);
        var referee = new Referee(honestHttp, server.Server.Addresses.PublicHttps, refereeToken);
        var (reports, reached) = await new AttackRun(context, effects, referee, monitor, logger).RunAsync(RomoCatalogue.All, cancellationToken);
        var ledger = await LedgerComparison.MakeAsync(admin, thief, takings.Devices, cancellationToken);
        var attackSeconds = watch();

        watch = Stopwatch();
        monitor.Enter(DrillPhase.Revoking);
        var (revoked, revokedReached) = await new RevocationPhase(context, admin, fleetSpec, effects, monitor, logger).RunAsync(thief, honestHttp, cancellationToken);
        var revocationSeconds = watch();

        watch = Stopwatch();
        monitor.Enter(DrillPhase.Settling);
        var legitimate = await fleet.SettleAsync(cancellationToken);
        var settleSeconds = watch();
        var serverMemory = server.PeakMemory();

        watch = Stopwatch();
        var control = await ControlAsync(server.Server.CaBundle, fleet, loot, cancellationToken);
        var controlSeconds = watch();
        var fleetMemory = fleet.PeakMemory;

        watch = Stopwatch();
        (IReadOnlyList<AttemptReport> restarted, var restartedReached) = ([], 0);
        if (server.CanRestart)
        {
            monitor.Enter(DrillPhase.Restarting);
            (restarted, restartedReached) = await new RestartPhase(context, admin, server, monitor, logger).RunAsync(referee, cancellationToken);
        }

        var restartSeconds = watch();

        monitor.Enter(DrillPhase.CleaningUp);
        IReadOnlyList<AttemptReport> afterwards = [.. revoked, .. restarted];
        IReadOnlyList<AttemptReport> all = [.. reports, .. afterwards];
        var (verdict, reasons) = Judge(reached, control, selfCheck, legitimate, ledger, afterwards);
        return new RomoResult(
            "romo", spec.Seed, spec.Devices, 1 + Burglary.OwnedDevices, reached + revokedReached + restartedReached, all.Count,
            all.Count(report => report.Outcome == AttemptOutcome.Refused), all.Count(report => report.Outcome == AttemptOutcome.WithoutEffect),
            afterwards.Count(report => report.Outcome == AttemptOutcome.Reached),
            legitimate.MessagesSent, legitimate.MessagesAcknowledged, legitimate.MessagesFailed, legitimate.Disconnects, excluded,
            control, ledger, verdict, reasons, selfCheck, all,
            new DrillDurations(serverSeconds, fleetSeconds, attackSeconds, revocationSeconds, settleSeconds, controlSeconds, restartSeconds, total()), serverMemory, fleetMemory);
    }

    private async Task<ControlResult> ControlAsync(string caBundle, FleetProcess fleet, StolenBundle loot, CancellationToken cancellationToken)
    {
        monitor.Enter(DrillPhase.RaisingControl);
        await using var process = ChildProcess.Start("control broker", spec.ControlBroker, [], time);
        await process.WriteLineAsync(JsonSerializer.Serialize(new ControlBrokerSpec(caBundle), ControlJson.Default.ControlBrokerSpec));
        var line = JsonSerializer.Deserialize(await process.ReadLineAsync(cancellationToken), ControlJson.Default.ControlBrokerLine);
        var broker = line?.Address ?? throw process.Failed($"did not start: {line?.Detail}");
        await fleet.AttachAsync(broker, cancellationToken);

        monitor.Enter(DrillPhase.AttackingControl);
        var limit = ControlBroker.Pace(spec.Devices, spec.TelemetryInterval) * ControlIntervals;
        return await new ControlRun(broker, loot.Identity, loot.Robot.Serial, time, monitor)
            .RunAsync(spec.Devices, limit > ControlFloor ? limit : ControlFloor, cancellationToken);
    }

    internal static (DrillVerdict Verdict, IReadOnlyList<string> Reasons) Judge(
        int reached, ControlResult control, SelfCheckResult selfCheck, FleetProgress legitimate, LedgerComparison ledger, IReadOnlyList<AttemptReport> afterwards)
    {
        var reasons = new List<string>();
        if (reached > 0)
        {
            reasons.Add($"{reached} foreign robots were reached.");
        }

        if (ledger.MissingInLedger.Count > 0)
        {
            reasons.Add($"The thief got something of {ledger.MissingInLedger.Count} robots of which the ledger knows nothing: {string.Join(", ", ledger.MissingInLedger.Take(5))}.");
        }

        reasons.AddRange(afterwards.Where(report => report.Outcome == AttemptOutcome.Reached)
            .Select(report => $"{report.Name}: {report.Evidence[0]}."));
        if (reasons.Count > 0)
        {
            return (DrillVerdict.Breached, reasons);
        }

        if (ledger.OnlyInLedger.Count > 0)
        {
            reasons.Add($"The ledger says that the thief touched {ledger.OnlyInLedger.Count} robots more than he knows of: {string.Join(", ", ledger.OnlyInLedger.Take(5))}.");
        }

        if (!ledger.Signing)
        {
            reasons.Add("The ledger signs nothing, so what it says proves nothing.");
        }

        if (control.ForeignDevicesReached < control.Devices - 1)
        {
            reasons.Add($"The control attack reached {control.ForeignDevicesReached} of {control.Devices - 1} foreign robots, so its failure elsewhere proves nothing.");
        }

        reasons.AddRange(afterwards.Where(report => report.Control is not { Worked: true })
            .Select(report => $"{report.Name} proves nothing, because its control failed: {report.Control?.CameBack ?? "it did not come so far"}."));
        reasons.AddRange(selfCheck.Failures.Select(failure => $"The attacker's own tools failed: {failure}."));
        if (legitimate.Errors > 0)
        {
            reasons.Add($"{legitimate.Errors} robots could not be started, so they were not there to be reached.");
        }

        return (reasons.Count == 0 ? DrillVerdict.Contained : DrillVerdict.Void, reasons);
    }

    private FleetSpec FleetSpec(ExistingServer server, string folder)
    {
        var (host, mqttPort) = Loopback.Parse(server.Addresses.DevicesMqtt);
        var (_, estPort) = Loopback.Parse(server.Addresses.DevicesHttps);
        return new FleetSpec
        {
            Devices = spec.Devices,
            Seed = spec.Seed,
            IdentityFolder = Path.Combine(folder, "robots"),
            AdminSocket = server.AdminSocket,
            Host = host,
            MqttPort = mqttPort,
            EstPort = estPort,
            CaBundle = server.CaBundle,
            TelemetryInterval = spec.TelemetryInterval,
            Parallelism = spec.Parallelism,
            CanaryKey = Canaries.CreateKey(),
        };
    }

    private Func<double> Stopwatch()
    {
        var begin = time.GetTimestamp();
        return () => Math.Round(time.GetElapsedTime(begin).TotalSeconds, 3);
    }
}
