namespace Breakwater.Drills;

internal enum FanSpeed
{
    Low,
    Medium,
    High,
    Max,
}
