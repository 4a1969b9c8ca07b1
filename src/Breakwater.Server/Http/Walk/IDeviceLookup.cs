using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Permits;

namespace Breakwater.Server.Http.Walk;

/// <summary>What the walk must know of devices that it does not own: which ones an operator names, and, after a refusal, whether there is one.</summary>
internal interface IDeviceLookup
{
    /// <summary>By id or serial; for operators only, since it tells whether a serial exists.</summary>
    Task<DeviceId?> ResolveAsync(string idOrSerial, CancellationToken cancellationToken);

    /// <summary>The devices of these ids or serials, in their order, for operators; of an unknown one, null.</summary>
    Task<IReadOnlyList<DeviceId?>> ResolveAsync(FleetPermit permit, IReadOnlyList<string> named, CancellationToken cancellationToken);

    /// <summary>For signals after a refusal, never for an answer.</summary>
    Task<bool> ExistsAsync(DeviceId device);
}
