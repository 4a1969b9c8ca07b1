namespace Breakwater.Drills.Romo.Drill;

/// <summary>Whether the thief's tools work on what is his.</summary>
/// <param name="Failures">What did not; empty when all did.</param>
public sealed record SelfCheckResult(bool OwnSessionOpened, int OwnMessagesAcknowledged, int OwnDevicesRead, int OwnCommandsAcknowledged, IReadOnlyList<string> Failures)
{
    public bool Passed => Failures.Count == 0;
}
