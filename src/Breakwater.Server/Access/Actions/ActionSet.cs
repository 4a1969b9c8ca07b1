using System.Collections.Immutable;
using System.Numerics;

namespace Breakwater.Server.Access.Actions;

/// <summary>A set of actions, in one word. <c>default</c> is empty and permits nothing.</summary>
[GenerateSerializer]
[Immutable]
public readonly record struct ActionSet([property: Id(0)] ulong Bits)
{
    public bool IsEmpty => Bits == 0;

    public int Count => BitOperations.PopCount(Bits);

    public static ActionSet Of(params ReadOnlySpan<DeviceAction> actions)
    {
        var bits = 0UL;
        foreach (var action in actions)
        {
            bits |= Bit(action);
        }

        return new ActionSet(bits);
    }

    /// <summary>Reads action names; <paramref name="unknown"/> is the first that is not an action.</summary>
    public static bool TryParse(IEnumerable<string> names, out ActionSet set, out string? unknown)
    {
        set = default;
        unknown = null;
        foreach (var name in names)
        {
            if (!DeviceActions.TryParse(name, out var action))
            {
                unknown = name;
                return false;
            }

            set = set.With(action);
        }

        return true;
    }

    public bool Contains(DeviceAction action) => (Bits & Bit(action)) != 0;

    public bool IsSubsetOf(ActionSet other) => (Bits & ~other.Bits) == 0;

    public ActionSet With(DeviceAction action) => new(Bits | Bit(action));

    public ImmutableArray<string> ToNames() => [.. Enum.GetValues<DeviceAction>().Where(Contains).Select(a => a.Name())];

    private static ulong Bit(DeviceAction action) => 1UL << (int)action;
}
