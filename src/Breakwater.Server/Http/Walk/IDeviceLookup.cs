using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Http.Walk;

/// <summary>What the walk must know of devices before there is a permit: which one an operator names, and, after a refusal, whether there is one.</summary>
internal interface IDeviceLookup
{
    /// <summary>By id or serial; for operators only, since it tells whether a serial exists.</summary>
    Task<DeviceId?> ResolveAsync(string idOrSerial, CancellationToken cancellationToken);

    /// <summary>For signals after a refusal, never for an answer.</summary>
    Task<bool> ExistsAsync(DeviceId device);
}
