using System.Collections.Immutable;
using Breakwater.Contracts;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Reach;

namespace Breakwater.Server.Tests.Ledger.Reach;

/// <summary>What answers should be, worked out in the plainest way.</summary>
internal static class ReachModel
{
    public static IEnumerable<ModelTouch> Touches(LedgerEntry entry)
    {
        if (!entry.Type.IsAccess() || entry.Refusal is not null || entry.Role == "device")
        {
            return [];
        }

        DeviceId[] devices = [.. (entry.Device is { } asked ? [asked] : Array.Empty<DeviceId>()).Concat(entry.Devices).Distinct()];
        return devices.Select((device, i) => new ModelTouch(entry, device, i == 0 ? entry.BytesIn + entry.BytesOut : 0));
    }

    public static bool Matches(ReachQuestion question, ModelTouch touch)
    {
        var time = touch.Entry.Time.ToUnixTimeMilliseconds();
        return !(time < question.Since) && !(time >= question.Until) && question.Kind switch
        {
            ReachKind.Actor => touch.Entry.Actor is { } actor && question.Subjects.Contains(actor),
            ReachKind.Credential => touch.Entry.Credential is { } credential && question.Subjects.Contains(credential),
            ReachKind.Source => touch.Entry.Source is { } source && question.Subjects.Contains(source),
            _ => touch.Device == question.Device,
        };
    }

    public static long[] Entries(ReachQuestion question, IReadOnlyList<LedgerEntry> entries) =>
        [.. Enumerable.Range(0, entries.Count).Where(i => Touches(entries[i]).Any(t => Matches(question, t))).Select(i => (long)i)];

    public static ReachAnswer Answer(ReachQuestion question, IReadOnlyList<LedgerEntry> entries)
    {
        var touches = entries.SelectMany(Touches).Where(t => Matches(question, t)).ToArray();
        var ofDevice = question.Kind == ReachKind.Device;
        var rows = touches
            .GroupBy(t => (Device: ofDevice ? (DeviceId?)null : t.Device, Actor: ofDevice ? t.Entry.Actor : null, Role: ofDevice ? t.Entry.Role : null))
            .Select(g => new ReachRow
            {
                Device = g.Key.Device,
                Actor = g.Key.Actor,
                Role = g.Key.Role,
                First = g.Min(Time),
                Last = g.Max(Time),
                Count = g.Sum(t => t.Entry.Count),
                Bytes = g.Sum(t => t.Bytes),
                Operations = [.. g.Select(t => t.Entry.Operation).Distinct().Order(StringComparer.Ordinal)],
                Grants = [.. g.Select(t => t.Entry.Grant).OfType<string>().Where(t => t.Length > 0).Distinct().Order(StringComparer.Ordinal)],
                Credentials = g.Select(t => t.Entry.Credential).OfType<SubjectId>().Distinct().Count(),
            })
            .OrderByDescending(r => r.Last).ThenBy(r => r.Device?.ToString(), StringComparer.Ordinal).ThenBy(r => r.Actor).ThenBy(r => r.Role, StringComparer.Ordinal);
        return new ReachAnswer
        {
            Question = question,
            Rows = [.. rows],
            Entries = Entries(question, entries).Length,
            Count = touches.Sum(t => t.Entry.Count),
            Bytes = touches.Sum(t => t.Bytes),
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

    private static long Time(ModelTouch touch) => touch.Entry.Time.ToUnixTimeMilliseconds();
}
