using Breakwater.Drills.Fleet;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>A snapshot for whoever watches. Every one is complete; a watcher may skip any.</summary>
/// <param name="Attempt">The one that runs, or null.</param>
/// <param name="ForeignDevicesReached">So far, against Breakwater.</param>
/// <param name="ControlReached">So far, against the open broker.</param>
public sealed record DrillProgress(
    DrillPhase Phase, FleetProgress Fleet, string? Attempt, int AttemptsDone, int Attempts, int Refused, int ForeignDevicesReached, int ControlReached);
