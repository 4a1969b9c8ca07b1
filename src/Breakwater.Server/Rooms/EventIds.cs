namespace Breakwater.Server.Rooms;

/// <summary>A range of log event ids, both ends included.</summary>
internal readonly record struct EventIds(int First, int Last);
