using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;

namespace Breakwater.Server.Gateway.Connections;

/// <summary>What a device may do to itself, decided once at CONNECT and kept for the connection.</summary>
internal sealed record DevicePermits(Permit Connect, Permit Telemetry, Permit Report, Permit Map, Permit Event, Permit Commands)
{
    /// <summary>Null: the credential does not carry them all (an expired certificate may only renew).</summary>
    public static DevicePermits? Decide(Principal principal)
    {
        return Of(DeviceAction.Connect) is { } connect
            && Of(DeviceAction.PublishTelemetry) is { } telemetry
            && Of(DeviceAction.ReportTwin) is { } report
            && Of(DeviceAction.PublishMap) is { } map
            && Of(DeviceAction.PublishEvent) is { } happening
            && Of(DeviceAction.ReceiveCommands) is { } commands
            ? new DevicePermits(connect, telemetry, report, map, happening, commands)
            : null;

        Permit? Of(DeviceAction action) =>
            principal.Device is { } device && Permit.Decision.DecideSelf(principal, action, device).IsPermitted(out var permit) ? permit : null;
    }
}
