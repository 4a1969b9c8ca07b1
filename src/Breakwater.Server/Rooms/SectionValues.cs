using System.Collections.Immutable;

namespace Breakwater.Server.Rooms;

/// <summary>The configuration: one record a section, by its type. What was not set is as <c>new T()</c> has it.</summary>
public sealed class SectionValues
{
    private readonly ImmutableDictionary<Type, object> set;

    private SectionValues(ImmutableDictionary<Type, object> set) => this.set = set;

    public static SectionValues Defaults { get; } = new(ImmutableDictionary<Type, object>.Empty);

    public T Of<T>()
        where T : class, new() => set.TryGetValue(typeof(T), out var section) ? (T)section : new T();

    public SectionValues With<T>(T section)
        where T : class, new() => new(set.SetItem(typeof(T), section));
}
