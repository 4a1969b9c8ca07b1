namespace Breakwater.Server.Rooms;

/// <summary>One instrument, as it is made and as <c>docs/reference/metrics.md</c> prints it.</summary>
/// <param name="Name"><c>breakwater.{capability}.{what}</c>.</param>
/// <param name="Unit">UCUM, as in <c>{connection}</c>; null where it counts nothing.</param>
/// <param name="Tags">Their names.</param>
internal sealed record Metric(string Name, string? Unit, string Meaning, params string[] Tags);
