using System.Runtime.InteropServices;
using Breakwater.Device;
using Breakwater.Device.Connection;
using Breakwater.Device.Messaging;
using Breakwater.Device.Twin;
using Breakwater.Drills.Fleet.Robots;


namespace Breakwater.Drills.Fleet.Links;

/// <summary>A robot on Breakwater, through the device SDK as any product would use it.</summary>
internal sealed class BreakwaterLink : IRobotLink
{
    private readonly DeviceClient device;

    public BreakwaterLink(DeviceClient device, IRobotEvents robot)
    {
        this.device = device;
        device.StateChanged += change =>
        {
            if (change.Current == ConnectionState.Connected)
            {
                robot.Connected();
            }
            else if (change.Previous == ConnectionState.Connected)
            {
                robot.Disconnected(expected: change.Cause is ConnectionCause.None or ConnectionCause.Requested);
            }
        };
        foreach (var command in Robot.Commands)
        {
            device.OnCommand(command, (request, _) => ValueTask.FromResult(robot.Execute(request.Name, request.Payload)));
        }

        device.OnDesired((desired, _) =>
        {
            robot.Desire(JsonMarshal.GetRawUtf8Value(desired.State).ToArray());
            return ValueTask.CompletedTask;
        });
    }

    public Task StartAsync(CancellationToken cancellationToken) => device.StartAsync(cancellationToken);

    public async Task<bool> SendAsync(RobotMessage message) => message.Kind switch
    {
        RobotMessageKind.Telemetry => await device.PublishTelemetryAsync(message.Name, message.Payload) == PublishResult.Acknowledged,
        RobotMessageKind.Map => await device.PublishMapAsync(message.Name, message.Payload) == PublishResult.Acknowledged,
        RobotMessageKind.Event => await device.PublishEventAsync(message.Name, message.Payload) == PublishResult.Acknowledged,
        _ => await device.ReportAsync(message.Payload) is ReportResult.Accepted or ReportResult.Unanswered,
    };

    public ValueTask DisposeAsync() => device.DisposeAsync();
}
