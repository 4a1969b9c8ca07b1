namespace Breakwater.Server.Ledger.Reach;

/// <summary>Numbers names in the order in which they come.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<string> names = [];
    private int last = -1;

    public IReadOnlyList<string> Names => names;

    /// <returns>-1 when the name is not known and as many as there may be are.</returns>
    public int NumberOf(string name, int most = int.MaxValue)
    {
        // What comes is most often what came before, as the very same string.
        if (last >= 0 && ReferenceEquals(names[last], name))
        {
            return last;
        }

        if (!numbers.TryGetValue(name, out var number))
        {
            if (names.Count >= most)
            {
                return -1;
            }

            number = names.Count;
            names.Add(name);
            numbers.Add(name, number);
        }

        return last = number;
    }

    /// <summary>For each number, which one it is in ordinal order of the names.</summary>
    public int[] Ranks()
    {
        var order = Enumerable.Range(0, names.Count).ToArray();
        Array.Sort(order, (a, b) => string.CompareOrdinal(names[a], names[b]));
        var ranks = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            ranks[order[i]] = i;
        }

        return ranks;
    }
}
