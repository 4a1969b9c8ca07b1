using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;

namespace Breakwater.Server.Access.Recording;

/// <summary>Which outcomes are in the ledger already. Each knows how long the ledger was before its act, so only what came since is read.</summary>
internal static class EnteredOutcomes
{
    private static ReadOnlySpan<byte> Mark => "\"outbox\""u8;

    public static HashSet<string> Find(LedgerStore store, IReadOnlyList<Outcome> outcomes)
    {
        var asked = outcomes.Select(o => o.Id).ToHashSet(StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var segment = outcomes.Min(o => o.After) / SegmentFormat.Entries; segment <= store.LastSegment && found.Count < asked.Count; segment++)
        {
            if (segment < store.Segments.Length && store.Segments[(int)segment].State == SegmentState.Pruned)
            {
                continue;
            }

            foreach (var bytes in store.ReadSegment(segment))
            {
                if (bytes.Span.IndexOf(Mark) >= 0 && EntryJson.Read(bytes).Details.TryGetValue(Outcome.Detail, out var id) && asked.Contains(id))
                {
                    found.Add(id);
                }
            }
        }

        return found;
    }
}
