using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;

namespace Breakwater.Server.Access.Permits;

/// <summary>
/// What a device may do to itself, decided once and kept for its connection, by action. When what they rest on has moved they are replaced whole, by more or fewer.
/// </summary>
internal sealed class SelfPermits
{
    private readonly Permit?[] byAction;

    private SelfPermits(Permit?[] byAction, string model, Lease lease)
    {
        Model = model;
        this.byAction = byAction;
        Lease = lease;
    }

    /// <summary>What the device is, which says what its topics mean.</summary>
    public string Model { get; }

    /// <summary>All of them rest on the same, so they have one lease.</summary>
    public Lease Lease { get; }

    /// <summary>Null: the device may not.</summary>
    public Permit? this[DeviceAction action] => (int)action < byAction.Length ? byAction[(int)action] : null;

    /// <summary>The permit that every connection has.</summary>
    public Permit Connect => byAction[(int)DeviceAction.Connect]!;

    internal static SelfPermits Of(Func<DeviceAction, Permit?> decide, string model, Lease lease)
    {
        var actions = DeviceActions.OfDevices.All();
        var byAction = new Permit?[actions.Max(a => (int)a) + 1];
        foreach (var action in actions)
        {
            byAction[(int)action] = decide(action);
        }

        return new SelfPermits(byAction, model, lease);
    }
}
