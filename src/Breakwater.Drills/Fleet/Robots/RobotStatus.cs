namespace Breakwater.Drills.Fleet.Robots;

internal enum RobotStatus
{
    Docked,
    Cleaning,
    Paused,
    Returning,
}
