namespace Breakwater.Drills.Fleet.Links;

/// <summary>How a robot talks to a cloud: to Breakwater through the device SDK, or to the open broker of the control run.</summary>
internal interface IRobotLink : IAsyncDisposable
{
    /// <summary>Completes when the robot is connected for the first time.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <returns>Whether the cloud acknowledged it.</returns>
    Task<bool> SendAsync(RobotMessage message);
}
