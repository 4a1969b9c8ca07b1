namespace Breakwater.Drills.Control;

/// <summary>The first line of a control broker's input.</summary>
/// <param name="CaBundle">PEM file: clients prove themselves with certificates of this authority, the fleet's own.</param>
public sealed record ControlBrokerSpec(string CaBundle);
