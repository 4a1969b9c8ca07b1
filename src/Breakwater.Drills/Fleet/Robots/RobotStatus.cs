namespace Breakwater.Drills;

internal enum RobotStatus
{
    Docked,
    Cleaning,
    Paused,
    Returning,
}
