using Breakwater.Server.Access;

namespace Breakwater.Server.Gateway;

/// <summary>What a device may do to itself, decided once at CONNECT and kept for the connection.</summary>
internal sealed record SelfPermits(Permit Connect, Permit Telemetry, Permit Report, Permit Map, Permit Event, Permit Commands)
{
    /// <summary>Null: the credential does not carry them all (an expired certificate may only renew).</summary>
    public static SelfPermits? Decide(Principal principal)
    {
        return Of(DeviceAction.Connect) is { } connect
            && Of(DeviceAction.PublishTelemetry) is { } telemetry
            && Of(DeviceAction.ReportTwin) is { } report
            && Of(DeviceAction.PublishMap) is { } map
            && Of(DeviceAction.PublishEvent) is { } happening
            && Of(DeviceAction.ReceiveCommands) is { } commands
            ? new SelfPermits(connect, telemetry, report, map, happening, commands)
            : null;

        Permit? Of(DeviceAction action) =>
            principal.Device is { } device && Permit.Decision.DecideSelf(principal, action, device).IsPermitted(out var permit) ? permit : null;
    }
}
