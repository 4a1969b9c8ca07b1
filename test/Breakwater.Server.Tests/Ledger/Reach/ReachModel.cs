using System.Collections.Immutable;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Reach;

namespace Breakwater.Server.Tests.Ledger.Reach;

/// <summary>What answers should be, worked out in the plainest way.</summary>
internal static class ReachModel
{
    public static bool IsTouch(LedgerEntry<SubjectId> entry) => entry.Type.IsAccess() && entry.Refusal is null && entry.Role != "device" && entry.Device is not null;

    public static bool Matches(ReachQuestion question, LedgerEntry<SubjectId> entry)
    {
        var time = Time(entry);
        return IsTouch(entry) && !(time < question.Since) && !(time >= question.Until) && question.Kind switch
        {
            ReachKind.Actor => entry.Actor is { } actor && question.Subjects.Contains(actor),
            ReachKind.Credential => entry.Credential is { } credential && question.Subjects.Contains(credential),
            ReachKind.Source => entry.Source is { } source && question.Subjects.Contains(source),
            _ => entry.Device == question.Device,
        };
    }

    public static long[] Entries(ReachQuestion question, IReadOnlyList<LedgerEntry<SubjectId>> entries) =>
        [.. Enumerable.Range(0, entries.Count).Where(i => Matches(question, entries[i])).Select(i => (long)i)];

    public static ReachAnswer Answer(ReachQuestion question, IReadOnlyList<LedgerEntry<SubjectId>> entries)
    {
        var touches = entries.Where(e => Matches(question, e)).ToArray();
        var ofDevice = question.Kind == ReachKind.Device;
        var rows = touches
            .GroupBy(t => (Device: ofDevice ? null : t.Device, Actor: ofDevice ? t.Actor : null, Role: ofDevice ? t.Role : null))
            .Select(g => new ReachRow
            {
                Device = g.Key.Device,
                Actor = g.Key.Actor,
                Role = g.Key.Role,
                First = g.Min(Time),
                Last = g.Max(Time),
                Count = g.Sum(t => t.Count),
                Bytes = g.Sum(Bytes),
                Operations = [.. g.Select(t => t.Operation).Distinct().Order(StringComparer.Ordinal)],
                Grants = [.. g.Select(t => t.Grant).OfType<string>().Where(t => t.Length > 0).Distinct().Order(StringComparer.Ordinal)],
                Credentials = g.Select(t => t.Credential).OfType<SubjectId>().Distinct().Count(),
            })
            .OrderByDescending(r => r.Last).ThenBy(r => r.Device?.ToString(), StringComparer.Ordinal).ThenBy(r => r.Actor).ThenBy(r => r.Role, StringComparer.Ordinal);
        return new ReachAnswer
        {
            Question = question,
            Rows = [.. rows],
            Entries = Entries(question, entries).Length,
            Count = touches.Sum(t => t.Count),
            Bytes = touches.Sum(Bytes),
            First = touches.Length == 0 ? null : touches.Min(Time),
            Last = touches.Length == 0 ? null : touches.Max(Time),
            Approximate = false,
            Capped = false,
        };
    }

    /// <summary>All of an answer, as lines; two answers are the same when these are.</summary>
    public static string[] Lines(ReachAnswer answer) =>
    [
        $"entries {answer.Entries} count {answer.Count} bytes {answer.Bytes} from {answer.First} to {answer.Last} approximate {answer.Approximate} capped {answer.Capped}",
        .. answer.Rows.Select(r => $"{r.Device} {r.Actor} '{r.Role}' from {r.First} to {r.Last} count {r.Count} bytes {r.Bytes} did {Text(r.Operations)} under {Text(r.Grants)} with {r.Credentials}"),
    ];

    private static string Text(ImmutableArray<string> names) => string.Join(',', names);

    private static long Time(LedgerEntry<SubjectId> entry) => entry.Time.ToUnixTimeMilliseconds();

    private static long Bytes(LedgerEntry<SubjectId> entry) => entry.BytesIn + entry.BytesOut;
}
