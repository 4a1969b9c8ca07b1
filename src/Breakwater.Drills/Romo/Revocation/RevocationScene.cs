using Breakwater.Drills.Romo.Loot;

namespace Breakwater.Drills.Romo.Revocation;

/// <summary>Who takes part in the revocations.</summary>
/// <param name="Devices">The stolen owner's robots, at work.</param>
/// <param name="Spares">One for each attempt that costs a robot its standing.</param>
internal sealed record RevocationScene(FleetOperator Operator, Witness Witness, IReadOnlyList<StolenName> Devices, IReadOnlyList<SpareRobot> Spares);
