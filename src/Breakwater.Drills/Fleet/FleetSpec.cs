namespace Breakwater.Drills.Fleet;

/// <summary>What fleet to simulate, and against which server.</summary>
public sealed record FleetSpec
{
    /// <summary>How many robots.</summary>
    public required int Devices { get; init; }

    /// <summary>Gives serials, homes and habits; keys, claims and canaries are secrets and random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Of every robot, in the manifest.</summary>
    public string Model { get; init; } = "simulated-vacuum";

    /// <summary>A folder for the robots' identities, one subfolder a serial; robots that are enrolled there are not made again.</summary>
    public required string IdentityFolder { get; init; }

    public required string AdminSocket { get; init; }

    /// <summary>A loopback address: this is a load generator.</summary>
    public required string Host { get; init; }

    public required int MqttPort { get; init; }

    public required int EstPort { get; init; }

    /// <summary>PEM file of the server's root and issuing certificates.</summary>
    public required string CaBundle { get; init; }

    /// <summary>Between two telemetry messages of a robot; the incident's robots sent every 3 s.</summary>
    public TimeSpan TelemetryInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Between two maps of a robot.</summary>
    public TimeSpan MapInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Robots that enrol and connect at once; more only queue on the server's CPU.</summary>
    public int Parallelism { get; init; } = 32;

    /// <summary>Canaries are derived from it (HMAC-SHA-256, hexadecimal key); random when empty.</summary>
    public string CanaryKey { get; init; } = "";

    /// <summary>Fourteen digits, as on the incident's robots.</summary>
    public string SerialOf(int index) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"2026{(uint)Seed % 10_000:D4}{index:D6}");
}
