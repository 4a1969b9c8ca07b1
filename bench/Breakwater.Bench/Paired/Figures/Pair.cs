namespace Breakwater.Bench.Paired.Figures;

/// <summary>Two values that were measured one right after the other.</summary>
internal readonly record struct Pair(double Before, double After);
