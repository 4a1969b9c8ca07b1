namespace Breakwater.Drills.Romo.Drill;

/// <summary>The same attack on the open broker.</summary>
/// <param name="ForeignDevicesReached">Robots of others that were both read and commanded.</param>
/// <param name="ForeignDevicesRead">Distinct robots of others whose messages were seen.</param>
/// <param name="ForeignDevicesCommanded">Distinct robots of others that acknowledged the thief's command.</param>
/// <param name="Messages">Messages of others that were seen.</param>
public sealed record ControlResult(int Devices, int ForeignDevicesReached, int ForeignDevicesRead, int ForeignDevicesCommanded, long Messages, double Seconds)
{
    public static ControlResult None { get; } = new(0, 0, 0, 0, 0, 0);
}
