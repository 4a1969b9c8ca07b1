using Breakwater.Device;
using Breakwater.Device.Connection;
using Breakwater.Device.Identity;
using Breakwater.Device.Trust;
using Breakwater.Drills.Control;
using Breakwater.Drills.Fleet.Links;
using Breakwater.Drills.Fleet.Robots;
using Breakwater.Drills.Processes;
using Microsoft.Extensions.Logging;

namespace Breakwater.Drills.Fleet;

/// <summary>A fleet of simulated robots in one process: made, enrolled, connected, sending, counted and stopped.</summary>
public sealed class FleetSimulator : IAsyncDisposable
{
    /// <summary>A robot that is not connected by then counts as an error and goes on trying.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    /// <summary>In a robot's folder: what it enrolled with. Real robots burn it into a fuse, from where a thief reads it likewise.</summary>
    internal const string ClaimFile = "claim";

    private readonly FleetSpec spec;
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;
    private readonly ILogger logger;
    private readonly TrustAnchors anchors;
    private readonly SimulatedRobot[] robots;
    private FleetHeartbeat heartbeat;
    private readonly CancellationTokenSource stopping = new();
    private FleetCounters counters = new();
    private Task beating = Task.CompletedTask;
    private int imported;
    private long errors;

    /// <param name="onEffect">Called with a serial and a mark whenever a robot does what an attacker's command or desired state says.</param>
    /// <exception cref="ArgumentException">The target is not on this machine, or a number is out of range.</exception>
    public FleetSimulator(FleetSpec spec, TimeProvider time, ILoggerFactory loggers, Action<string, string>? onEffect = null)
    {
        Loopback.Require(spec.Host);
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Devices, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Parallelism, 1);
        this.spec = spec;
        this.time = time;
        this.loggers = loggers;
        logger = loggers.CreateLogger<FleetSimulator>();
        anchors = TrustAnchors.FromPemFile(spec.CaBundle);
        var canaries = new Canaries(spec.CanaryKey);
        var events = new FleetEvents(onEffect ?? ((_, _) => { }));
        robots =
        [
            .. Enumerable.Range(0, spec.Devices).Select(index => new SimulatedRobot(
                new Robot(spec.SerialOf(index), canaries.Of(spec.SerialOf(index)), unchecked((spec.Seed * 1_000_003) + index)),
                counters, events, logger)),
        ];
        heartbeat = new FleetHeartbeat(robots, spec.TelemetryInterval, spec.MapInterval, time);
    }

    public FleetProgress Snapshot() => new(
        spec.Devices,
        Volatile.Read(ref imported),
        robots.Count(robot => robot.IsEnrolled),
        robots.Count(robot => robot.IsConnected),
        counters.Sent,
        counters.Acknowledged,
        counters.Failed,
        heartbeat.Skipped,
        counters.Disconnects,
        Interlocked.Read(ref errors));

    /// <summary>Imports the manifest, enrols and connects every robot; they begin to send as they come. A robot that fails is counted.</summary>
    /// <exception cref="InvalidOperationException">The server refused the manifest.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var claims = await ImportAsync(cancellationToken);
        beating = heartbeat.RunAsync(stopping.Token);
        await ConnectAsync(
            robot => new BreakwaterLink(new DeviceClient(Options(robot.Serial, claims), time, loggers.CreateLogger<DeviceClient>()), robot),
            robot => robot.Introduce(),
            cancellationToken);
    }

    /// <summary>Counts anew, without the robots that somebody else is going to impersonate.</summary>
    public void BeginMeasurement(IReadOnlyCollection<string> excluded)
    {
        var (measured, ignored) = (new FleetCounters(), new FleetCounters());
        foreach (var robot in robots)
        {
            robot.CountIn(excluded.Contains(robot.Serial) ? ignored : measured);
        }

        counters = measured;
    }

    /// <summary>Says nothing more, and waits until everything that was said is acknowledged.</summary>
    /// <returns>False when <paramref name="limit"/> passed before.</returns>
    public async Task<bool> SettleAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        heartbeat.Paused = true;
        var begin = time.GetTimestamp();
        while (counters.Outstanding > 0)
        {
            if (time.GetElapsedTime(begin) > limit)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }

        return true;
    }

    public void Resume() => heartbeat.Paused = false;

    /// <summary>Moves every robot from Breakwater to the open broker, with the same certificates, and lets them speak on.</summary>
    public async Task AttachOpenBrokerAsync(OpenBrokerAddress broker, CancellationToken cancellationToken)
    {
        Loopback.Require(broker.Host);
        var trust = TrustAnchors.FromPem(broker.TrustPem);
        heartbeat.Paused = true;
        await Parallel.ForEachAsync(robots, Bounded(cancellationToken), async (robot, _) => await robot.DetachAsync());
        BeginMeasurement([]);
        await ConnectAsync(
            robot => new OpenBrokerLink(
                robot.Serial,
                new MqttEndpoint(
                    broker.Host, broker.Port, trust, new IdentityStore(FolderOf(robot.Serial)).Load()[0].Certificate, robot.Serial,
                    TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(60)),
                robot,
                time),
            _ => { },
            cancellationToken);
        heartbeat = new FleetHeartbeat(robots, ControlBroker.Pace(spec.Devices, spec.TelemetryInterval), spec.MapInterval, time);
        beating = Task.WhenAll(beating, heartbeat.RunAsync(stopping.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await beating;
        await Parallel.ForEachAsync(robots, Bounded(CancellationToken.None), async (robot, _) => await robot.DisposeAsync());
        stopping.Dispose();
    }

    private async Task<Dictionary<string, string>> ImportAsync(CancellationToken cancellationToken)
    {
        var fresh = robots.Select(robot => robot.Serial).Where(serial => !Directory.Exists(FolderOf(serial))).ToList();
        var rows = FactoryManifest.Create(fresh, spec.Model);
        if (rows.Count > 0)
        {
            await FactoryManifest.ImportAsync(spec.AdminSocket, rows, count => Volatile.Write(ref imported, count), cancellationToken);
        }

        return rows.ToDictionary(row => row.Serial, row => row.Claim);
    }

    private async Task ConnectAsync(Func<SimulatedRobot, IRobotLink> link, Action<SimulatedRobot> connected, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(robots, Bounded(cancellationToken), async (robot, stop) =>
        {
            try
            {
                await robot.AttachAsync(link(robot), stop).WaitAsync(StartLimit, time, stop);
                connected(robot);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Interlocked.Increment(ref errors);
                logger.RobotStartFailed(exception, robot.Serial);
            }
        });

    private DeviceOptions Options(string serial, Dictionary<string, string> claims) => new()
    {
        Host = spec.Host,
        MqttPort = spec.MqttPort,
        EstPort = spec.EstPort,
        TrustAnchors = anchors,
        Serial = serial,
        Claim = cancellationToken => ClaimAsync(serial, claims, cancellationToken),
        IdentityFolder = FolderOf(serial),
        KeepAlive = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(60),
    };

    private async ValueTask<string> ClaimAsync(string serial, Dictionary<string, string> claims, CancellationToken cancellationToken)
    {
        var path = Path.Combine(FolderOf(serial), ClaimFile);
        if (claims.TryGetValue(serial, out var claim))
        {
            PrivateFile.Write(path, claim);
        }

        return File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : "";
    }

    private string FolderOf(string serial) => Path.Combine(spec.IdentityFolder, serial);

    private ParallelOptions Bounded(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = spec.Parallelism, CancellationToken = cancellationToken };
}
