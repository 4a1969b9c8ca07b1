namespace Breakwater.Drills.Control;

/// <summary>One line of a control broker's output.</summary>
/// <param name="Event"><c>ready</c>, <c>failed</c> or <c>stopped</c>.</param>
public sealed record ControlBrokerLine(string Event, OpenBrokerAddress? Address = null, string? Detail = null);
