using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Errands;

namespace Breakwater.Server.Devices.Presence;

/// <summary>A device's live connection, as its grain sees it. The gateway implements it; calls hand over and return at once.</summary>
internal interface IDeviceConnection : IGrainObserver
{
    Task SendDesiredAsync(DesiredState desired);

    Task SendCommandAsync(CommandDelivery command);

    Task CloseAsync(CloseReason reason);
}

/// <summary>Why the cloud ends a device's connection.</summary>
[GenerateSerializer]
internal enum CloseReason
{
    /// <summary>A newer connection with the same identity took over.</summary>
    TakenOver,

    /// <summary>Revoked, quarantined, retired, or its certificate superseded.</summary>
    AdministrativeAction,
}

[GenerateSerializer]
[Immutable]
internal sealed record DesiredState([property: Id(0)] long Version, [property: Id(1)] string State);

/// <param name="Again">It was sent before, and no PUBACK came.</param>
/// <param name="Errand">Under what it was ordered, decided as it is written to the device; null: nobody knows, and it is not sent.</param>
[GenerateSerializer]
[Immutable]
internal sealed record CommandDelivery(
    [property: Id(0)] CommandId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string? Payload,
    [property: Id(3)] DateTimeOffset ExpiresAt,
    [property: Id(4)] bool Again,
    [property: Id(5)] Errand? Errand);

/// <summary>What a grain answers a connecting device.</summary>
/// <param name="State">Only <see cref="DeviceState.Active"/> is let in.</param>
/// <param name="TookOver">An earlier connection had to end for this one.</param>
[GenerateSerializer]
[Immutable]
internal sealed record ConnectReply([property: Id(0)] DeviceState State, [property: Id(1)] string Model, [property: Id(2)] bool TookOver);
