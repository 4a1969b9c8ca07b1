using Breakwater.Cli.Ledger.Answers;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Cli.Ledger.Incident;

/// <summary>What the entries of an incident come to, added up one by one.</summary>
internal sealed class IncidentTally
{
    /// <summary>The accessor by pseudonym; the name is null when it was erased. Likewise the others.</summary>
    public SortedDictionary<string, string?> Accessors { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string?> Credentials { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string?> Sources { get; } = new(StringComparer.Ordinal);

    /// <summary>What was permitted, by action.</summary>
    public SortedDictionary<string, Sum> Actions { get; } = new(StringComparer.Ordinal);

    /// <summary>What was refused, by action and reason.</summary>
    public SortedDictionary<(string Action, string Reason), Sum> Refusals { get; } = [];

    /// <summary>What else happened: grants, tokens, devices' standing.</summary>
    public SortedDictionary<string, Sum> Events { get; } = new(StringComparer.Ordinal);

    public long Entries { get; private set; }

    /// <summary>Of permitted uses; null when there is none.</summary>
    public DateTimeOffset? First { get; private set; }

    public DateTimeOffset? Last { get; private set; }

    public long Refused => Refusals.Values.Sum(s => s.Count);

    public void Add(LedgerEntryView view, LedgerEntry<SubjectId> entry)
    {
        Entries++;
        if (entry.Type.IsAccess())
        {
            // Whoever gave a grant to somebody is not who used it.
            Name(Accessors, entry.Actor, view.Principal);
            Name(Credentials, entry.Credential, view.Credential);
            Name(Sources, entry.Source, EntryText.Address(view.Source));
        }

        var bytes = entry.BytesIn + entry.BytesOut;
        if (entry.Refusal is { } reason)
        {
            Count(Refusals, (entry.Operation, reason), entry.Count, 0);
        }
        else if (!entry.Type.IsAccess())
        {
            Count(Events, entry.Operation, entry.Count, 0);
        }
        else
        {
            Count(Actions, entry.Operation, entry.Count, bytes);
            var (start, end) = (entry.Start ?? entry.Time, entry.End ?? entry.Time);
            First = First < start ? First : start;
            Last = Last > end ? Last : end;
        }
    }

    private static void Name(SortedDictionary<string, string?> names, SubjectId? subject, string? name)
    {
        if (subject is { } pseudonym)
        {
            names[pseudonym.ToString()] = name;
        }
    }

    private static void Count<TKey>(SortedDictionary<TKey, Sum> sums, TKey key, long count, long bytes)
        where TKey : notnull
    {
        var sum = sums.GetValueOrDefault(key);
        sums[key] = new Sum(sum.Count + count, sum.Bytes + bytes);
    }

    internal readonly record struct Sum(long Count, long Bytes);
}
