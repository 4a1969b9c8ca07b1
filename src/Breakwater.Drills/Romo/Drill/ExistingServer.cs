using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>A server that somebody else started.</summary>
/// <param name="CaBundle">PEM file.</param>
/// <param name="ProcessId">For its memory; 0 when unknown.</param>
public sealed record ExistingServer(ServerAddresses Addresses, string AdminSocket, string CaBundle, int ProcessId = 0);
