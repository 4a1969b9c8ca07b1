using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Access.Grants.Groups;

/// <summary>What a group's rule looks at.</summary>
internal sealed record DeviceFacts(string Model, IReadOnlySet<string> Tags);

/// <summary>
/// Reads the facts of devices from the registry, one look-up whether or not there is such a device. Nobody may keep them: the time that a decision takes
/// would tell who exists.
/// </summary>
internal delegate ValueTask<IReadOnlyDictionary<DeviceId, DeviceFacts>> ReadDeviceFacts(IReadOnlyList<DeviceId> devices);
