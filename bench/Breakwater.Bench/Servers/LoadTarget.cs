using System.Net;
using Breakwater.Bench.Fleet;

namespace Breakwater.Bench.Servers;

/// <summary>A server under load: where it listens, which process is charged, and which topic is a device's own there.</summary>
internal sealed record LoadTarget(string Name, IPEndPoint Mqtt, int ProcessId, Func<BenchDevice, string> Topic);
