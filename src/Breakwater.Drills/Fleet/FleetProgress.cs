namespace Breakwater.Drills.Fleet;

/// <summary>Where a simulated fleet stands. Messages and disconnects count since the last start of a measurement.</summary>
/// <param name="Imported">Manifest rows that the server has.</param>
/// <param name="Enrolled">Robots that have been connected at least once, hence have a certificate.</param>
/// <param name="Connected">Now.</param>
/// <param name="MessagesSent">Handed to the link; a message that waits for the server counts.</param>
/// <param name="MessagesFailed">Refused, dropped or given up.</param>
/// <param name="MessagesSkipped">Not sent, because the robot's previous ones are still unacknowledged.</param>
/// <param name="Disconnects">Connections lost that the robot did not end itself.</param>
/// <param name="Errors">Robots that could not be started.</param>
public sealed record FleetProgress(
    int Devices,
    int Imported,
    int Enrolled,
    int Connected,
    long MessagesSent,
    long MessagesAcknowledged,
    long MessagesFailed,
    long MessagesSkipped,
    long Disconnects,
    long Errors)
{
    public static FleetProgress None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public long MessagesOutstanding => MessagesSent - MessagesAcknowledged - MessagesFailed;
}
