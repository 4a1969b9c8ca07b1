using Breakwater.Contracts;

namespace Breakwater.Drills;

/// <summary>What names a robot.</summary>
public sealed record StolenName(string Serial, DeviceId Id);
