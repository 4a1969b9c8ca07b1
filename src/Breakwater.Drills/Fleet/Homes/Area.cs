namespace Breakwater.Drills.Fleet.Homes;

/// <summary>A rectangle of cells.</summary>
internal readonly record struct Area(int Left, int Top, int Width, int Height);
