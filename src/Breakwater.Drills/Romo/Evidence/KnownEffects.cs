using System.Collections.Concurrent;

namespace Breakwater.Drills.Romo.Evidence;

/// <summary>Which robots did what which attempt asked of them, as the robots themselves tell.</summary>
internal sealed class KnownEffects
{
    private readonly ConcurrentDictionary<(string Mark, string Serial), bool> effects = new();

    public void Add(string mark, string serial) => effects.TryAdd((mark, serial), true);

    public IReadOnlyList<string> SerialsOf(string mark) =>
        [.. effects.Keys.Where(effect => effect.Mark == mark).Select(effect => effect.Serial)];
}
