using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Asking;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Devices.Presence;

namespace Breakwater.Server.Devices.Actor;

/// <summary>The only way to a device's grain, and it takes the permit (law 2). Whoever else asks for the factory of grains does not compile.</summary>
#pragma warning disable RS0030 // the door
internal sealed class DeviceDoor(IGrainFactory grains)
{
    private readonly GrainReferences<IDeviceGrain> references = new(key => grains.GetGrain<IDeviceGrain>(key), grains.GetGrain);

    public IDeviceGrain Of(Permit permit) => GrainOf(permit.Device);

    /// <summary>The device as a principal, for the gate alone: it is asked whether it may come in before there is a permit.</summary>
    public IAdmits PrincipalOf(DeviceId device) => GrainOf(device);

    /// <summary>Makes a connection something that the device's grain can be handed.</summary>
    public IDeviceConnection Expose(IDeviceConnection connection) => grains.CreateObjectReference<IDeviceConnection>(connection);

    /// <summary>The connection has ended; what <see cref="Expose"/> made is forgotten.</summary>
    public void Forget(IDeviceConnection exposed) => grains.DeleteObjectReference<IDeviceConnection>(exposed);

    private IDeviceGrain GrainOf(DeviceId device) => references.Of(device.ToString());
}
#pragma warning restore RS0030
