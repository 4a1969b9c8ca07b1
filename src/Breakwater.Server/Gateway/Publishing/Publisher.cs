using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Devices.Actor;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Gateway.Topics;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Gateway.Publishing;

/// <summary>A device as it publishes: on its connection, or by a will that has outlived it.</summary>
/// <param name="Rate">What it has used of its limits.</param>
/// <param name="Deliver">Takes an answer to the device, by topic; null: there is nobody to answer.</param>
/// <param name="Closed">Ends the wait for room or a place; the device is gone then.</param>
internal sealed record Publisher(
    SelfPermits Permits,
    TopicProfile Profile,
    TopicBindings Bindings,
    IDeviceGrain Grain,
    DeviceRate Rate,
    Action<string, byte[]>? Deliver = null,
    CancellationToken Closed = default)
{
    /// <summary>The device's permit for this, over itself.</summary>
    /// <exception cref="GuardMovedException">It has none any more.</exception>
    public Permit Permit(DeviceAction action) => Permits[action] ?? throw new GuardMovedException();
}
