using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Asking;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Devices.Commands;
using Breakwater.Server.Devices.Presence;
using Breakwater.Server.Devices.Twins;

namespace Breakwater.Server.Devices.Actor;

/// <summary>
/// Owns one device's twin, command queue, presence and the handle of its live connection. Every method takes the permit for what it does (law 2) and
/// answers null (or says so) when there is no such device.
/// </summary>
internal interface IDeviceGrain : IAdmits
{
    /// <summary>A connection of the device itself; the one before it is closed. Null: no such device.</summary>
    Task<ConnectReply?> ConnectAsync(Permit permit, string connectionId, IDeviceConnection connection);

    /// <summary>The connection has ended. False: a newer one has taken its place.</summary>
    Task<bool> DisconnectAsync(Permit permit, string connectionId);

    /// <summary>The connection takes commands (from now on, and those that are queued).</summary>
    Task ReceiveCommandsAsync(Permit permit, string connectionId);

    /// <summary>The connection takes the desired state, now and at every change.</summary>
    Task ReceiveDesiredAsync(Permit permit, string connectionId);

    /// <summary>Merges what the device reports; on disk when it returns.</summary>
    Task<TwinPatchReply> ReportAsync(Permit permit, ReadOnlyMemory<byte> patch);

    /// <summary>The connection has written the command.</summary>
    Task CommandSentAsync(Permit permit, CommandId command);

    /// <summary>The connection did not write the command: what it was ordered under is no more.</summary>
    Task CommandWithdrawnAsync(Permit permit, CommandId command);

    /// <summary>The device's client confirmed receipt.</summary>
    /// <param name="completes">Receipt is all that this firmware can confirm, so the command is done.</param>
    Task CommandDeliveredAsync(Permit permit, CommandId command, bool completes);

    /// <summary>The device answered. False: it has no such open command.</summary>
    Task<bool> CommandAnsweredAsync(Permit permit, CommandId command, bool done, string? result);

    Task<DeviceSummary?> GetSummaryAsync(Permit permit);

    Task<TwinAnswer?> GetTwinAsync(Permit permit);

    /// <summary>Null: no such device.</summary>
    Task<TwinPatchReply?> PatchDesiredAsync(Permit permit, ReadOnlyMemory<byte> patch, long? ifVersion);

    Task<CommandReply> PostCommandAsync(Permit permit, CommandPost post);
}
