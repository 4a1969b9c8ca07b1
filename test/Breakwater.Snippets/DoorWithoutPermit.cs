using Breakwater.Contracts.Ids;
using Breakwater.Server.Devices.Actor;

namespace Breakwater.Snippets;

/// <summary>Route 3: the door, by a device's name alone.</summary>
internal static class DoorWithoutPermit
{
    public static IDeviceGrain Find(DeviceDoor door, DeviceId stranger) => door.Of(stranger);
}
