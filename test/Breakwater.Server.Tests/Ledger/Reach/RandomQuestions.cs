using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Reach;

namespace Breakwater.Server.Tests.Ledger.Reach;

/// <summary>Questions about what <see cref="RandomEntries"/> speaks of, and sometimes about what it does not.</summary>
internal sealed class RandomQuestions(int seed)
{
    private readonly Random random = new(seed);

    public ReachQuestion Next(IReadOnlyList<LedgerEntry<SubjectId>> entries)
    {
        var (since, until) = (Time(entries), Time(entries));
        return random.Next(4) switch
        {
            0 => ReachQuestion.OfDevice(RandomEntries.Device(random.Next(13)), since, until),
            1 => ReachQuestion.OfSubjects(ReachKind.Actor, Some(0, 7), since, until),
            2 => ReachQuestion.OfSubjects(ReachKind.Credential, Some(10, 9), since, until),
            _ => ReachQuestion.OfSubjects(ReachKind.Source, Some(20, 6), since, until),
        };
    }

    private IEnumerable<SubjectId> Some(int first, int count) => random.Next(6) == 0
        ? Enumerable.Range(first, 12).Select(RandomEntries.Subject)
        : Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomEntries.Subject(first + random.Next(count)));

    private long? Time(IReadOnlyList<LedgerEntry<SubjectId>> entries) =>
        entries.Count == 0 || random.Next(3) == 0 ? null : entries[random.Next(entries.Count)].Time.ToUnixTimeMilliseconds() + random.Next(-2, 3);
}
