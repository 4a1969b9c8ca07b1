using Breakwater.Bench.Paired.Scenarios;
using Breakwater.Bench.Paired.Sides;

namespace Breakwater.Bench.Paired;

/// <summary>A server and the load that was opened on it.</summary>
internal readonly record struct Loaded(Side Side, IScenario Scenario);
