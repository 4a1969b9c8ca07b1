namespace Breakwater.Bench.Load;

/// <summary>A server did not do what the load asked of it: the run has no meaning.</summary>
internal sealed class LoadException(string message) : Exception(message);
