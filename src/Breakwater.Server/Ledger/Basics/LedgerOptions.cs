using Breakwater.Transparency.Notes;

namespace Breakwater.Server.Ledger.Basics;

/// <summary>How the ledger is kept.</summary>
public sealed record LedgerOptions
{
    /// <summary>The log's name in its checkpoints, a URL without its scheme; null: one is made up at the first start. It never changes afterwards.</summary>
    public string? Origin { get; init; }

    /// <summary>
    /// A file outside of the data folder that gets each checkpoint; null: beside the data folder. By it a restored backup is noticed, so it must not be
    /// restored with it. Empty: none.
    /// </summary>
    public string? CheckpointCopy { get; init; }

    /// <summary>Gets each checkpoint by POST, as text.</summary>
    public Uri? CheckpointWebhook { get; init; }

    /// <summary>C2SP tlog-witness.</summary>
    public IReadOnlyList<WitnessAddress> Witnesses { get; init; } = [];

    /// <summary>Between two checkpoints, when there is something new. Source: an hour of a forger's time is worth nothing if a second is all he has.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long refusals that are alike are counted before their number is written.</summary>
    public TimeSpan CoalescingWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Kinds of refusal, by credential or address, that are told apart in a window; what is more is counted together. 256 are at most 512 entries a minute, some
    /// 30 KB on disk, whatever an attacker sends.
    /// </summary>
    public int CoalescedKinds { get; init; } = 256;

    /// <summary>Bytes of an answer that are held back until the entry is committed; a longer answer is committed as it starts, and once more when it has ended.</summary>
    public int HeldAnswerBytes { get; init; } = 1024 * 1024;

    /// <summary>Age of a segment after which its entries move to the blob store. Null: never.</summary>
    public TimeSpan? ArchiveAfter { get; init; }

    /// <summary>Age of a segment after which its entries are removed; the tree stays. Null: never. Source: none; it is the law of where you are that says how long.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>How long it can be told which address a pseudonym means. Source: half a year, in which most incidents are found.</summary>
    public TimeSpan SourceRetention { get; init; } = TimeSpan.FromDays(180);
}

/// <param name="Key">The witness's public key.</param>
/// <param name="Url">Its submission prefix.</param>
public sealed record WitnessAddress(NoteVerifier Key, Uri Url);
