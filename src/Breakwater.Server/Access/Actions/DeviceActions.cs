using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Breakwater.Server.Access.Actions;

/// <summary>The wire names of actions, which are also the token scopes, and the sets that the kinds of principal get.</summary>
public static class DeviceActions
{
    private static readonly FrozenDictionary<DeviceAction, string> Names = new Dictionary<DeviceAction, string>
    {
        [DeviceAction.Connect] = "session:connect",
        [DeviceAction.PublishTelemetry] = "telemetry:publish",
        [DeviceAction.ReportTwin] = "twin:report",
        [DeviceAction.PublishMap] = "maps:publish",
        [DeviceAction.PublishEvent] = "events:publish",
        [DeviceAction.ReceiveCommands] = "commands:receive",
        [DeviceAction.RenewCertificate] = "certificate:renew",
        [DeviceAction.ReadDevice] = "devices:read",
        [DeviceAction.ReadTwin] = "twin:read",
        [DeviceAction.WriteTwin] = "twin:write",
        [DeviceAction.ReadTelemetry] = "telemetry:read",
        [DeviceAction.ReadCommands] = "commands:read",
        [DeviceAction.SendCommand] = "commands:send",
        [DeviceAction.ReadMaps] = "maps:read",
        [DeviceAction.ReadEvents] = "events:read",
        [DeviceAction.WatchLive] = "live:read",
        [DeviceAction.ManageDevice] = "devices:manage",
        [DeviceAction.ImportDevices] = "devices:import",
        [DeviceAction.ManageAccess] = "access:manage",
        [DeviceAction.ReadSurface] = "surface:read",
        [DeviceAction.ReadAccesses] = "accesses:read",
        [DeviceAction.ReadLedger] = "ledger:read",
        [DeviceAction.ManageLedger] = "ledger:manage",
        [DeviceAction.ListStanding] = "standing:read",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, DeviceAction> ByName = Names.ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);

    /// <summary>What a device may do, to itself only. RenewCertificate is apart: an expired certificate keeps that one alone.</summary>
    public static ActionSet OfDevices { get; } = ActionSet.Of(
        DeviceAction.Connect,
        DeviceAction.PublishTelemetry,
        DeviceAction.ReportTwin,
        DeviceAction.PublishMap,
        DeviceAction.PublishEvent,
        DeviceAction.ReceiveCommands,
        DeviceAction.RenewCertificate);

    /// <summary>What can be granted to owners and services; also the scopes that their tokens may carry.</summary>
    public static ActionSet Grantable { get; } = ActionSet.Of(
        DeviceAction.ReadDevice,
        DeviceAction.ReadTwin,
        DeviceAction.WriteTwin,
        DeviceAction.ReadTelemetry,
        DeviceAction.ReadCommands,
        DeviceAction.SendCommand,
        DeviceAction.ReadMaps,
        DeviceAction.ReadEvents,
        DeviceAction.WatchLive,
        DeviceAction.ReadAccesses);

    /// <summary>What a service may be granted besides, on the fleet as a whole: an auditor's sight of the ledger.</summary>
    public static ActionSet GrantableToServicesOnFleet { get; } = Grantable.With(DeviceAction.ReadLedger);

    /// <summary>What the local operator may do over the admin socket.</summary>
    public static ActionSet OfLocalOperator { get; } = ActionSet.Of(
        DeviceAction.ListStanding,
        DeviceAction.ManageDevice,
        DeviceAction.ImportDevices,
        DeviceAction.ManageAccess,
        DeviceAction.ReadSurface,
        DeviceAction.ReadLedger,
        DeviceAction.ManageLedger);

    public static string Name(this DeviceAction action) => Names[action];

    public static bool TryParse([NotNullWhen(true)] string? name, out DeviceAction action)
    {
        action = default;
        return name is not null && ByName.TryGetValue(name, out action);
    }
}
