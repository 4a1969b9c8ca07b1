using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Breakwater.Server.Access.Grounds;

/// <summary>What one permit stands on: at most eight grounds, in place, so that carrying them allocates nothing. Empty ones are <c>default</c>.</summary>
[GenerateSerializer]
[Immutable]
[StructLayout(LayoutKind.Sequential)]
internal struct GroundSet
{
    /// <summary>One a kind would be ten; no permit has a breaker, a consent, an approval, a group and a source at once.</summary>
    public const int Most = 8;

    // Fields one after the other and not an inline array, which Orleans' serializer does not know.
    [Id(0)]
    private ulong first;
    [Id(1)]
    private ulong second;
    [Id(2)]
    private ulong third;
    [Id(3)]
    private ulong fourth;
    [Id(4)]
    private ulong fifth;
    [Id(5)]
    private ulong sixth;
    [Id(6)]
    private ulong seventh;
    [Id(7)]
    private ulong eighth;

    public static GroundSet Empty => default;

    public readonly bool IsEmpty => first == 0;

    /// <summary>The grounds, with empty ones after them.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<Ground> All => MemoryMarshal.Cast<ulong, Ground>(MemoryMarshal.CreateReadOnlySpan(in first, Most));

    public static GroundSet Of(params ReadOnlySpan<Ground> grounds)
    {
        var set = Empty;
        foreach (var ground in grounds)
        {
            set.Add(ground);
        }

        return set;
    }

    public readonly GroundSet With(Ground ground)
    {
        var set = this;
        set.Add(ground);
        return set;
    }

    public readonly GroundSet With(in GroundSet others)
    {
        var set = this;
        foreach (var ground in others.All)
        {
            set.Add(ground);
        }

        return set;
    }

    public readonly bool Contains(Ground ground) => All.Contains(ground);

    /// <exception cref="InvalidOperationException">There are eight already.</exception>
    private void Add(Ground ground)
    {
        if (ground.IsNone || Contains(ground))
        {
            return;
        }

        foreach (ref var slot in MemoryMarshal.CreateSpan(ref first, Most))
        {
            if (slot == 0)
            {
                slot = ground.Value;
                return;
            }
        }

        throw new InvalidOperationException($"A permit stands on at most {Most} grounds.");
    }
}
