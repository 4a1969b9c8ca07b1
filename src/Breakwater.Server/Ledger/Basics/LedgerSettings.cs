using Breakwater.Server.Rooms;

namespace Breakwater.Server.Ledger.Basics;

/// <summary><c>ledger.*</c>.</summary>
internal static class LedgerSettings
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static Section<LedgerOptions> Section { get; } = new Section<LedgerOptions>("ledger")
        .Text("origin", "a URL without its scheme, of at most 100 characters, no blanks and no +", "(made at the first start)", "The log's name in its checkpoints; it never changes after the first start.", t => t.Length is > 0 and <= 100 && !t.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+'), (o, v) => o with { Origin = v })
        .Text("checkpointCopy", "a file, or none", "{data}.checkpoint", "A file outside of the data folder that gets each checkpoint, by which a restored backup is noticed.", t => t.Length > 0, (o, v) => o with { CheckpointCopy = v == "none" ? "" : Path.GetFullPath(v) })
        .Text("checkpointWebhook", "an http or https URL", "(none)", "Gets each checkpoint by POST.", t => IsWebUrl(t), (o, v) => o with { CheckpointWebhook = new Uri(v) })
        .Text("witnesses", "public key and URL of each, as in 'w.example+1a2b3c4d+BASE64 https://w.example/', separated by commas", "(none)", "Witnesses (C2SP tlog-witness) that cosign checkpoints.", t => WitnessText.Parse(t) is not null, (o, v) => o with { Witnesses = WitnessText.Parse(v)! })
        .Duration("checkpointInterval", TimeSpan.FromSeconds(1), Hour, "Between two checkpoints, when there is something new.", o => o.CheckpointInterval, (o, v) => o with { CheckpointInterval = v })
        .Duration("coalescingWindow", Second, Hour, "How long refusals that are alike are counted before their number is written.", o => o.CoalescingWindow, (o, v) => o with { CoalescingWindow = v })
        .Number("coalescedKinds", 1, 100_000, "Kinds of refusal, by credential or address, that are told apart in a window; what is more is counted together.", o => o.CoalescedKinds, (o, v) => o with { CoalescedKinds = v })
        .Number("heldAnswerBytes", 1024, 64 * 1024 * 1024, "Bytes of an answer that are held back until its entry is committed.", o => o.HeldAnswerBytes, (o, v) => o with { HeldAnswerBytes = v })
        .Text("archiveAfter", "1d to 36500d (a number with s, m, h or d), or never", "never", "Age after which entries move to the blob store.", t => t == "never" || IsAge(t), (o, v) => o with { ArchiveAfter = Age(v) })
        .Text("retention", "1d to 36500d (a number with s, m, h or d), or never", "never", "Age after which entries are removed; the tree stays.", t => t == "never" || IsAge(t), (o, v) => o with { Retention = Age(v) })
        .Duration("sourceRetention", Day, 3650 * Day, "How long it can be told which address a pseudonym means.", o => o.SourceRetention, (o, v) => o with { SourceRetention = v });

    private static bool IsWebUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https");

    private static bool IsAge(string text) => DurationText.TryParse(text, out var age) && age >= Day && age <= 36_500 * Day;

    private static TimeSpan? Age(string text) => text != "never" && DurationText.TryParse(text, out var age) ? age : null;
}
