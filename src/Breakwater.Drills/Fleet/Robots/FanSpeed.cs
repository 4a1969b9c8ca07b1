namespace Breakwater.Drills.Fleet.Robots;

internal enum FanSpeed
{
    Low,
    Medium,
    High,
    Max,
}
