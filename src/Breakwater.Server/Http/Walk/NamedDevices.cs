using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Http.Walk;

/// <summary>
/// Devices that the body of a request names, and not its path: each gets an entry of its own before anything is done to it, so that its owner sees it, and no
/// receipt tells the owner of one about another.
/// </summary>
internal sealed class NamedDevices(RequestPermits permits, AccessGate gate, AccessRecording recording, IDeviceLookup directory)
{
    /// <inheritdoc cref="IDeviceLookup.ResolveAsync(FleetPermit, IReadOnlyList{string}, CancellationToken)"/>
    public Task<IReadOnlyList<DeviceId?>> FindAsync(FleetPermit permit, IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        directory.ResolveAsync(permit, names, cancellationToken);

    /// <summary>Null: they are in the ledger. Otherwise the limit that they would pass, and nothing is.</summary>
    public async ValueTask<LimitHit?> EnterAsync(FleetPermit permit, IReadOnlyList<DeviceId> devices)
    {
        if (await gate.ShowAsync(permit, devices) is { } limit)
        {
            return limit;
        }

        await recording.EnterAsync(permits.Walk);
        return null;
    }
}
