namespace Breakwater.Drills.Fleet.Homes;

/// <summary>Something that stands or lies about.</summary>
/// <param name="Label">What a robot's camera calls it.</param>
internal sealed record Obstacle(int Cell, string Label);
