namespace Breakwater.Drills.Processes;

/// <summary>How to start a process of the drill.</summary>
/// <param name="FileName">The executable.</param>
/// <param name="Arguments">Before those that the drill adds.</param>
public sealed record ChildCommand(string FileName, IReadOnlyList<string> Arguments);
