using Breakwater.Contracts.Ids;

namespace Breakwater.Drills.Romo.Loot;

/// <summary>What names a robot.</summary>
public sealed record StolenName(string Serial, DeviceId Id);
