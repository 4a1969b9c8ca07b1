namespace Breakwater.Drills.Fleet.Hosting;

/// <summary>One line on a fleet process's standard output.</summary>
/// <param name="Event"><c>progress</c>, <c>ready</c>, <c>measuring</c>, <c>settled</c>, <c>attached</c>, <c>effect</c>, <c>failed</c> or <c>stopped</c>.</param>
/// <param name="Serial">For <c>effect</c>: which robot did what the attacker asked.</param>
/// <param name="Mark">For <c>effect</c>: by which attempt.</param>
/// <param name="Detail">For <c>failed</c>, and for <c>settled</c> when messages are left.</param>
public sealed record FleetLine(string Event, FleetProgress? Progress = null, string? Serial = null, string? Mark = null, string? Detail = null);
