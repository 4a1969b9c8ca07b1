using System.Collections.Immutable;
using System.Numerics;

namespace Breakwater.Server.Access.Actions;

/// <summary>A set of actions, a bit each. <c>default</c> is empty and permits nothing.</summary>
/// <param name="Low">Actions 0 to 63; all that there were at first, so it keeps its place in messages and at rest.</param>
/// <param name="High">Actions 64 to 127.</param>
[GenerateSerializer]
[Immutable]
public readonly record struct ActionSet([property: Id(0)] ulong Low, [property: Id(1)] ulong High)
{
    /// <summary>How many actions there can be; a shift beyond a word would wrap in silence and permit another action.</summary>
    public const int Capacity = 128;

    private const int WordBits = 64;

    public bool IsEmpty => (Low | High) == 0;

    public int Count => BitOperations.PopCount(Low) + BitOperations.PopCount(High);

    /// <exception cref="ArgumentOutOfRangeException">There is no room for the action: a defect.</exception>
    public static ActionSet Of(params ReadOnlySpan<DeviceAction> actions)
    {
        var set = default(ActionSet);
        foreach (var action in actions)
        {
            set = set.With(action);
        }

        return set;
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

    /// <exception cref="ArgumentOutOfRangeException">There is no room for the action: a defect.</exception>
    public bool Contains(DeviceAction action)
    {
        var bit = Bit(action);
        return ((Low & bit.Low) | (High & bit.High)) != 0;
    }

    public bool IsSubsetOf(ActionSet other) => ((Low & ~other.Low) | (High & ~other.High)) == 0;

    /// <exception cref="ArgumentOutOfRangeException">There is no room for the action: a defect.</exception>
    public ActionSet With(DeviceAction action)
    {
        var bit = Bit(action);
        return new(Low | bit.Low, High | bit.High);
    }

    public ImmutableArray<DeviceAction> All() => [.. Enum.GetValues<DeviceAction>().Where(Contains)];

    public ImmutableArray<string> ToNames() => [.. Enum.GetValues<DeviceAction>().Where(Contains).Select(a => a.Name())];

    private static ActionSet Bit(DeviceAction action)
    {
        var number = (int)action;
        ArgumentOutOfRangeException.ThrowIfNegative(number, nameof(action));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Capacity, nameof(action));
        return number < WordBits ? new(1UL << number, 0) : new(0, 1UL << (number - WordBits));
    }
}
