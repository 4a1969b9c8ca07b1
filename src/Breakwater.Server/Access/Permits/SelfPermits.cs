using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;

namespace Breakwater.Server.Access.Permits;

/// <summary>
/// What a device may do to itself, decided once and kept for its connection, by action. When what they rest on has moved they are replaced whole, by more or fewer.
/// </summary>
/// <remarks>Each is minted when it is first used; most connections use two or three. Whenever that is, it stands on the one lease, and ends with it.</remarks>
internal sealed class SelfPermits
{
    private static readonly int Slots = DeviceActions.OfDevices.All().Max(a => (int)a) + 1;

    private readonly Permit?[] byAction = new Permit?[Slots];
    private readonly Func<DeviceAction, Permit?> decide;

    private SelfPermits(Func<DeviceAction, Permit?> decide, string model, Lease lease)
    {
        this.decide = decide;
        Model = model;
        Lease = lease;
    }

    /// <summary>What the device is, which says what its topics mean.</summary>
    public string Model { get; }

    /// <summary>All of them rest on the same, so they have one lease.</summary>
    public Lease Lease { get; }

    /// <summary>Null: the device may not.</summary>
    public Permit? this[DeviceAction action] => DeviceActions.OfDevices.Contains(action) ? byAction[(int)action] ??= decide(action) : null;

    /// <summary>The permit that every connection has.</summary>
    public Permit Connect => this[DeviceAction.Connect]!;

    /// <param name="decide">Says the same each time: it depends on nothing that changes.</param>
    internal static SelfPermits Of(Func<DeviceAction, Permit?> decide, string model, Lease lease) => new(decide, model, lease);
}
