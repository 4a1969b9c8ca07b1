using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Turns sets of numbers into the names that they stand for. There are few different sets and many rows that have them: each is made once.</summary>
internal sealed class NameSets(NameTable table, IdSets sets)
{
    private readonly Dictionary<(ulong Low, int High), ImmutableArray<string>> known = [];

    /// <summary>In ordinal order.</summary>
    public ImmutableArray<string> NamesOf(in IdSet set)
    {
        if (set.More != 0)
        {
            return Make(set);
        }

        ref var names = ref CollectionsMarshal.GetValueRefOrAddDefault(known, (set.Low, set.High), out var made);
        if (!made)
        {
            names = Make(set);
        }

        return names;
    }

    private ImmutableArray<string> Make(in IdSet set)
    {
        string[] names = [.. sets.ToList(set).Select(id => table.Names[id])];
        Array.Sort(names, StringComparer.Ordinal);
        return ImmutableCollectionsMarshal.AsImmutableArray(names);
    }
}
