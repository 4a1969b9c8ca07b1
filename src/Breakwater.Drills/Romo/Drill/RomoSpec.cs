using Breakwater.Drills.Processes;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>How to run the Romo scenario.</summary>
public sealed record RomoSpec
{
    /// <summary>The incident's script catalogued 6,700 robots; default a little more. At least 13: three of the thief's, ten victims.</summary>
    public int Devices { get; init; } = 7000;

    public int Seed { get; init; } = 1;

    /// <summary>
    /// Starts a server when the drill appends <c>--data DIR --output json --set … --listen …</c>; for example the executable and <c>serve</c>.
    /// Required unless there is a <see cref="Target"/>.
    /// </summary>
    public ChildCommand? Server { get; init; }

    /// <summary>Starts a process that calls <c>FleetHost.RunAsync</c>.</summary>
    public required ChildCommand Fleet { get; init; }

    /// <summary>Starts a process that calls <c>ControlBroker.RunAsync</c>.</summary>
    public required ChildCommand ControlBroker { get; init; }

    /// <summary>Where the server and the robots keep what they have. Null: a temporary folder that is removed in the end.</summary>
    public string? DataFolder { get; init; }

    /// <summary>A server that runs already, on this machine.</summary>
    public ExistingServer? Target { get; init; }

    public TimeSpan TelemetryInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Robots that enrol and connect at once.</summary>
    public int Parallelism { get; init; } = 32;
}
