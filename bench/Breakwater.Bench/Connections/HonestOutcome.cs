using System.Collections.Concurrent;

namespace Breakwater.Bench.Connections;

/// <summary>What honest devices saw.</summary>
internal sealed record HonestOutcome(
    ConcurrentBag<double> PublishMilliseconds, ConcurrentBag<double> ConnectMilliseconds, ConcurrentBag<string> Failures);
