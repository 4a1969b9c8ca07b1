using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Devices.Telemetry;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;
using Breakwater.Server.Tests.Access;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Server.Tests.Devices;

public sealed class TelemetryIntakeTests(SharedServer server)
{
    /// <summary>A new stream stays, so it is an effect: the packet under way of a device that has been revoked opens none.</summary>
    [Fact]
    public async Task Open_AfterThePermitHasEnded_OpensNoStream()
    {
        await using var gate = new TestGate();
        var device = DeviceId.Create();
        var permit = await gate.SelfAsync(TestGate.Device(device), DeviceAction.PublishTelemetry);
        var services = server.Running.Server.Services;
        var intake = services.GetRequiredService<TelemetryIntake>();
        Assert.NotNull(intake.Open(permit, "before"));

        gate.Table.Apply([new Ending(Ground.Of(device), IsFinal: true)], 1);
        Assert.Throws<GuardMovedException>(() => intake.Open(permit, "after"));
        Assert.Equal(["before"], services.GetRequiredService<TelemetryReader>().StreamsOf(device.ToString()));
    }
}
