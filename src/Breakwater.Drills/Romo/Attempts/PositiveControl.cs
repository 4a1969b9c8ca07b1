namespace Breakwater.Drills.Romo.Attempts;

/// <summary>The same way, tried where nothing stops it: a refusal means something only of what works otherwise.</summary>
/// <param name="CameBack">In words.</param>
public sealed record PositiveControl(bool Worked, string CameBack);
