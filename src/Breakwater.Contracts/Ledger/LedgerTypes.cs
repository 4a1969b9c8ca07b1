using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Contracts.Ids;

namespace Breakwater.Contracts.Ledger;

/// <summary>How the ledger stands.</summary>
/// <param name="Origin">The log's name in its checkpoints; null when its key is missing.</param>
/// <param name="PublicKeys">C2SP vkeys of whoever may have signed it, the present one last.</param>
/// <param name="Size">Entries on disk.</param>
/// <param name="SignedSize">Entries under the last checkpoint; null when there is none.</param>
/// <param name="Cosignatures">Of witnesses, under the last checkpoint.</param>
/// <param name="NotSigning">Why nothing is signed; null when all is well.</param>
/// <param name="Segments">Sealed ones, 65,536 entries each.</param>
/// <param name="Archived">Of these, those whose entries are in the blob store; <paramref name="Pruned"/> those whose entries are gone.</param>
/// <param name="Bytes">On disk, without archived segments.</param>
/// <param name="CheckpointCopy">The file outside of the data folder that gets each checkpoint; null when there is none.</param>
public sealed record LedgerStatus(
    string? Origin,
    IReadOnlyList<string> PublicKeys,
    long Size,
    long? SignedSize,
    int Cosignatures,
    string? NotSigning,
    int Segments,
    int Archived,
    int Pruned,
    long Bytes,
    string? CheckpointCopy);

/// <summary>Whom or what a question to the ledger is about.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LedgerSubjectKind>))]
public enum LedgerSubjectKind
{
    /// <summary>A principal, as in <c>owner:1f0c…</c>.</summary>
    [JsonStringEnumMemberName("principal")]
    Principal,

    /// <summary>A credential, as in <c>token:91ab…</c>.</summary>
    [JsonStringEnumMemberName("credential")]
    Credential,

    /// <summary>An IP address.</summary>
    [JsonStringEnumMemberName("source")]
    Source,

    /// <summary>A device, by id or serial.</summary>
    [JsonStringEnumMemberName("device")]
    Device,

    /// <summary>A pseudonym of the ledger, whoever it is.</summary>
    [JsonStringEnumMemberName("subject")]
    Subject,
}

/// <summary>A question to the ledger.</summary>
/// <param name="Since">From this time on; null: from the beginning.</param>
/// <param name="Until">Before this time; null: until now.</param>
public sealed record LedgerQuestion(LedgerSubjectKind Kind, string Of, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

/// <summary>What a principal, credential or source touched, a row a device; or who touched a device, a row an accessor.</summary>
/// <param name="Entries">Entries in the ledger when the question was answered.</param>
/// <param name="Uses">Permits that were used, over all rows.</param>
/// <param name="Truncated">There are more rows than an answer may have; ask for a shorter time.</param>
/// <param name="Approximate">At an edge of the time asked for, entries have been pruned: rows there count more than asked for.</param>
public sealed record ReachReport(
    LedgerQuestion Question, long Entries, long Uses, long Bytes, IReadOnlyList<ReachReportRow> Rows, bool Truncated, bool Approximate);

/// <param name="Subject">The accessor's pseudonym, in answers about a device; else null.</param>
/// <param name="Who">The accessor; null when it has been erased.</param>
/// <param name="Role">The accessor's, in answers about a device.</param>
/// <param name="Owners">The device's owners now.</param>
/// <param name="Bytes">Of requests and answers.</param>
public sealed record ReachReportRow(
    DeviceId Device,
    string? Serial,
    IReadOnlyList<PrincipalId> Owners,
    string? Subject,
    string? Who,
    string? Role,
    DateTimeOffset First,
    DateTimeOffset Last,
    long Count,
    long Bytes,
    IReadOnlyList<string> Actions,
    IReadOnlyList<string> Grants);

/// <summary>An entry of the ledger, and what its pseudonyms mean as long as that is known.</summary>
/// <param name="Body">The entry as it stands in the log; docs/reference/ledger.md.</param>
/// <param name="Principal">Whom <c>actor.user.uid</c> means; null when nobody, or erased. The others likewise.</param>
/// <param name="Message">The sealed text, opened.</param>
/// <param name="Receipt">C2SP tlog-proof, when it was asked for and the entry is under a checkpoint.</param>
public sealed record LedgerEntryView(
    long Entry, JsonElement Body, string? Principal, string? Credential, string? Source, string? About, string? Message, string? Receipt);

/// <param name="Principal">Of whom nothing shall be known any more.</param>
/// <param name="Reason">Stands in the ledger.</param>
public sealed record ErasureRequest(PrincipalId Principal, string Reason);

/// <summary>What was forgotten. The ledger has as many entries as before, and they verify as before.</summary>
/// <param name="Pseudonyms">Of the principal and its credentials, whose meaning is gone.</param>
public sealed record ErasureReport(int Pseudonyms, int Tokens, int Grants, bool Person);
