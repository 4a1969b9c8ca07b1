namespace Breakwater.Drills.Processes;

/// <summary>A process of the drill failed; the message has its last words.</summary>
public sealed class ChildFailedException(string message) : Exception(message);
