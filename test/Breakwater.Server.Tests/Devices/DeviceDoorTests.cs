using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Devices.Actor;
using Breakwater.Server.Tests.Access;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Server.Tests.Devices;

/// <summary>The last of the routes to a stranger's twin: a permit that is real, and for something else.</summary>
public sealed class DeviceDoorTests(SharedServer server) : IAsyncDisposable
{
    private readonly TestGate gate = new();

    private DeviceDoor Door => server.Running.Server.Services.GetRequiredService<DeviceDoor>();

    [Fact]
    public async Task Twin_WithAPermitForAnotherDevice_IsRefused()
    {
        var (own, stranger) = (await server.Doors.EnrolAsync(), await server.Doors.EnrolAsync());
        var permit = PermitFor(own.Id, DeviceAction.ReadTwin);
        Assert.NotNull(await Door.Of(permit).GetTwinAsync(permit));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Door.Of(PermitFor(stranger.Id, DeviceAction.ReadTwin)).GetTwinAsync(permit));
    }

    [Fact]
    public async Task Twin_WithAPermitForAnotherAction_IsRefused()
    {
        var permit = PermitFor((await server.Doors.EnrolAsync()).Id, DeviceAction.ReadMaps);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Door.Of(permit).GetTwinAsync(permit));
    }

    public ValueTask DisposeAsync() => gate.DisposeAsync();

    private Permit PermitFor(DeviceId device, DeviceAction action) =>
        Permit.Mint.Of(Principal.Credentials.OfSocket(), action, device, PermitTerms.Socket, gate.Open());
}
