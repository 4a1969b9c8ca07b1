namespace Breakwater.Drills.Romo.Drill;

/// <summary>How long the parts of a drill took, seconds.</summary>
public sealed record DrillDurations(double Server, double Fleet, double Attack, double Revocation, double Settle, double Control, double Restart, double Total);
