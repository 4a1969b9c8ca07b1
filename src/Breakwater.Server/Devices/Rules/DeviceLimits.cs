namespace Breakwater.Server.Devices.Rules;

/// <summary>What one device may hold. They are options (section <c>devices</c>); defaults cite their source.</summary>
public sealed record DeviceLimits
{
    /// <summary>Bytes of JSON in each half of a twin. Source: twice Azure IoT Hub's 32 KB a section, since a Homie firmware describes itself in ~20 KB.</summary>
    public int TwinBytes { get; init; } = 64 * 1024;

    /// <summary>Nesting of a twin. Source: Azure IoT Hub allows 10 levels; Homie trees need 5.</summary>
    public int TwinDepth { get; init; } = 16;

    /// <summary>Commands of one device that are not final. Source: AWS IoT keeps 100 pending job executions a thing.</summary>
    public int OpenCommands { get; init; } = 100;

    /// <summary>Bytes of a command's payload. Source: Azure IoT Hub's 64 KB for cloud-to-device messages.</summary>
    public int CommandBytes { get; init; } = 64 * 1024;

    /// <summary>Final commands that are kept a device.</summary>
    public int CommandHistory { get; init; } = 1000;

    /// <summary>Streams a device. Source: AWS IoT allows 50 subscriptions a connection; a robot needs about ten streams.</summary>
    public int Streams { get; init; } = 64;

    /// <summary>Documents (map names) a device.</summary>
    public int Maps { get; init; } = 32;

    /// <summary>Versions kept of each document.</summary>
    public int MapVersions { get; init; } = 10;

    /// <summary>Bytes of a document after decoding. Source: the largest map of Valetudo's test data is 3.6 MB of JSON.</summary>
    public int MapBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Events kept a device.</summary>
    public int EventHistory { get; init; } = 1000;
}
