namespace Breakwater.Bench.Connections;

/// <param name="Open">Now.</param>
/// <param name="Opened">Since the start.</param>
/// <param name="Closed">By the server.</param>
/// <param name="Failed">Connections that could not be made.</param>
internal sealed record IdleState(int Open, long Opened, long Closed, long Failed);
