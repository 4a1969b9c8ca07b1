using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Ledger.Recording;

/// <summary>Uses or refusals that were alike.</summary>
/// <param name="Number">How many.</param>
/// <param name="First">When the first came.</param>
/// <param name="Last">When the last came.</param>
/// <param name="Devices">The devices that were asked for, as many as were remembered; null: none was.</param>
internal readonly record struct Counted(long Number, DateTimeOffset First, DateTimeOffset Last, HashSet<DeviceId>? Devices);
