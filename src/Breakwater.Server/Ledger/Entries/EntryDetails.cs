using System.Collections.Immutable;

namespace Breakwater.Server.Ledger.Entries;

/// <summary>What there is to say of an event and has no field, in the one order in which it is written.</summary>
public static class EntryDetails
{
    internal const string About = "about";

    internal static ImmutableSortedDictionary<string, string> None { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>As the log has them, where whom the entry is about is one of them.</summary>
    public static ImmutableSortedDictionary<string, string> Unmapped(this LedgerEntry<SubjectId> entry) =>
        entry.About is { } about ? entry.Details.SetItem(About, about.ToString()) : entry.Details;

    internal static ImmutableSortedDictionary<string, string> Of(params ReadOnlySpan<(string Name, string Value)> details)
    {
        var all = None.ToBuilder();
        foreach (var (name, value) in details)
        {
            all.Add(name, value);
        }

        return all.ToImmutable();
    }
}
