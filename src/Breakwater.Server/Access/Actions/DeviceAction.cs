namespace Breakwater.Server.Access.Actions;

/// <summary>What can be done to a device, or (the last group) to the fleet. The wire names are in <see cref="DeviceActions"/>.</summary>
public enum DeviceAction
{
    // A device over itself.
    Connect,
    PublishTelemetry,
    ReportTwin,
    PublishMap,
    PublishEvent,
    ReceiveCommands,
    RenewCertificate,

    // People and services over a device.
    ReadDevice,
    ReadTwin,
    WriteTwin,
    ReadTelemetry,
    ReadCommands,
    SendCommand,
    ReadMaps,
    ReadEvents,
    WatchLive,

    // Operators over a device.
    ManageDevice,

    // Operators over the fleet.
    ImportDevices,
    ManageAccess,
    ReadSurface,

    // Later ones stand at the end: grants and tokens at rest hold the numbers.

    /// <summary>People: who accessed a device.</summary>
    ReadAccesses,

    /// <summary>Operators and auditors: the ledger, all of it.</summary>
    ReadLedger,

    /// <summary>Operators: go on signing after a restore, forget a person.</summary>
    ManageLedger,

    /// <summary>Operators: which devices there are, and their standing; nothing that a device reported.</summary>
    ListStanding,
}
