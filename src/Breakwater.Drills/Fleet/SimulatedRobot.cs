using System.Text.Json;
using Breakwater.Device.Commands;
using Breakwater.Drills.Fleet.Links;
using Breakwater.Drills.Fleet.Robots;
using Microsoft.Extensions.Logging;

namespace Breakwater.Drills.Fleet;

/// <summary>A robot with its link: turns the passing of time into messages, and messages from the cloud into deeds.</summary>
internal sealed class SimulatedRobot : IRobotEvents, IAsyncDisposable
{
    /// <summary>Telemetry on its way before the robot skips a beat; at 3 s each this is half a minute without an answer.</summary>
    private const int MaximumOutstanding = 10;

    private readonly Lock gate = new();
    private readonly Robot robot;
    private readonly FleetEvents events;
    private readonly ILogger logger;
    private IRobotLink? link;
    private FleetCounters counters;
    private int outstanding;
    private long sequence;
    private bool connected;
    private bool enrolled;

    public SimulatedRobot(Robot robot, FleetCounters counters, FleetEvents events, ILogger logger)
    {
        this.robot = robot;
        this.counters = counters;
        this.events = events;
        this.logger = logger;
    }

    public string Serial => robot.Serial;

    public bool IsConnected => Volatile.Read(ref connected);

    public bool IsEnrolled => Volatile.Read(ref enrolled);

    /// <summary>From now on this robot's messages and disconnects count here.</summary>
    public void CountIn(FleetCounters other) => Volatile.Write(ref counters, other);

    /// <summary>Connects over another link than before.</summary>
    public async Task AttachAsync(IRobotLink other, CancellationToken cancellationToken)
    {
        await DetachAsync();
        link = other;
        await other.StartAsync(cancellationToken);
    }

    /// <summary>Says what a robot says when it comes online.</summary>
    public void Introduce()
    {
        Send(Describe(RobotMessageKind.Reported, ""));
        SendMap();
    }

    public async Task DetachAsync()
    {
        if (Interlocked.Exchange(ref link, null) is { } old)
        {
            await old.DisposeAsync();
        }

        Volatile.Write(ref connected, false);
    }

    /// <returns>False when it was still waiting for too many answers and said nothing.</returns>
    public bool Beat(TimeSpan elapsed)
    {
        bool changed;
        lock (gate)
        {
            changed = robot.Advance(elapsed);
        }

        if (changed)
        {
            Send(Describe(RobotMessageKind.Reported, ""));
        }

        if (Volatile.Read(ref outstanding) >= MaximumOutstanding)
        {
            return false;
        }

        Send(Describe(RobotMessageKind.Telemetry, "state"));
        return true;
    }

    public void SendMap() => Send(Describe(RobotMessageKind.Map, "floor"));

    public CommandResult Execute(string command, ReadOnlyMemory<byte> payload)
    {
        events.Effect(Serial, payload);
        lock (gate)
        {
            switch (command)
            {
                case "start":
                    robot.Start();
                    break;
                case "pause":
                    robot.Pause();
                    break;
                case "dock" or "home":
                    robot.DriveHome();
                    break;
                case "locate":
                    break;
                default:
                    return CommandResult.Failed("This robot has no such command.");
            }
        }

        Send(command == "locate" ? Describe(RobotMessageKind.Event, "located") : Describe(RobotMessageKind.Reported, ""));
        return CommandResult.Done;
    }

    public void Desire(ReadOnlyMemory<byte> state)
    {
        events.Effect(Serial, state);
        using var document = JsonDocument.Parse(state);
        if (document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("fanSpeed"u8, out var speed) && speed.ValueKind == JsonValueKind.String
            && Enum.TryParse<FanSpeed>(speed.GetString(), ignoreCase: true, out var wanted))
        {
            lock (gate)
            {
                robot.FanSpeed = wanted;
            }

            Send(Describe(RobotMessageKind.Reported, ""));
        }
    }

    public void Connected()
    {
        Volatile.Write(ref enrolled, true);
        Volatile.Write(ref connected, true);
    }

    public void Disconnected(bool expected)
    {
        Volatile.Write(ref connected, false);
        if (!expected)
        {
            Volatile.Read(ref counters).AddDisconnect();
        }
    }

    public async ValueTask DisposeAsync() => await DetachAsync();

    private RobotMessage Describe(RobotMessageKind kind, string name)
    {
        lock (gate)
        {
            return new RobotMessage(kind, name, kind switch
            {
                RobotMessageKind.Telemetry => RobotPayloads.State(robot, ++sequence),
                RobotMessageKind.Reported => RobotPayloads.Reported(robot),
                RobotMessageKind.Map => ValetudoMap.Write(robot.Home, robot),
                _ => RobotPayloads.Event(robot, name),
            });
        }
    }

    private void Send(RobotMessage message)
    {
        if (Volatile.Read(ref link) is { } current)
        {
            _ = SendAsync(current, message);
        }
    }

    private async Task SendAsync(IRobotLink current, RobotMessage message)
    {
        var counted = Volatile.Read(ref counters);
        counted.AddSent();
        Interlocked.Increment(ref outstanding);
        var acknowledged = false;
        try
        {
            acknowledged = await current.SendAsync(message);
        }
        catch (Exception exception)
        {
            logger.RobotSendFailed(exception, Serial);
        }
        finally
        {
            Interlocked.Decrement(ref outstanding);
            counted.AddOutcome(acknowledged);
        }
    }
}
