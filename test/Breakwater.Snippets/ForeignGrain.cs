using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Devices.Actor;

namespace Breakwater.Snippets;

/// <summary>Route 3: the grain, past the door.</summary>
internal static class ForeignGrain
{
    public static Task ReadAsync(Orleans.IGrainFactory grains, DeviceId stranger, Permit own) =>
        grains.GetGrain<IDeviceGrain>(stranger.ToString()).GetTwinAsync(own);
}
