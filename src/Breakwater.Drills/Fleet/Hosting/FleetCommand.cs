using Breakwater.Drills.Control;

namespace Breakwater.Drills.Fleet.Hosting;

/// <summary>One line on a fleet process's standard input, after the specification.</summary>
/// <param name="Command"><c>measure</c>, <c>settle</c>, <c>resume</c>, <c>attach</c> or <c>stop</c>.</param>
/// <param name="Exclude">For <c>measure</c>: serials that do not count.</param>
/// <param name="Broker">For <c>attach</c>.</param>
public sealed record FleetCommand(string Command, IReadOnlyList<string>? Exclude = null, OpenBrokerAddress? Broker = null);
