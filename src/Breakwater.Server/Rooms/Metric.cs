namespace Breakwater.Server.Rooms;

/// <summary>One instrument, for people.</summary>
/// <param name="Name"><c>breakwater.{capability}.{what}</c>.</param>
/// <param name="Unit">Empty where it counts nothing.</param>
/// <param name="Tags">Their names, or empty.</param>
internal sealed record Metric(string Name, string Unit, string Tags, string Meaning);
