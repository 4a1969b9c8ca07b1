using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;

namespace Breakwater.Cli.Ledger.Incident;

/// <summary>Everything that the summary of an incident is made from.</summary>
/// <param name="Checkpoint">Over all entries of the bundle.</param>
/// <param name="Receipts">How many, each verified.</param>
internal sealed record IncidentFacts(
    ReachReport Reach, IncidentTally Tally, string? Case, DateTimeOffset MadeAt, SignedCheckpoint Checkpoint, IReadOnlyList<NoteVerifier> Keys, long Receipts)
{
    /// <summary>Affected owners, each with its devices.</summary>
    public ILookup<PrincipalId, ReachReportRow> Owners { get; } =
        Reach.Rows.SelectMany(r => r.Owners.Select(o => (Owner: o, Row: r))).ToLookup(p => p.Owner, p => p.Row);

    /// <summary>Everything that was reached is in the devices' rows, everything that happened in the entries; they differ when entries are gone.</summary>
    public bool HasUsesWithoutEntries => Reach.Uses > Tally.Actions.Values.Sum(s => s.Count);
}

/// <summary>What <c>ledger incident --output json</c> prints.</summary>
internal sealed record IncidentReport(
    string Folder, string Of, string? Case, int Devices, int Owners, long Uses, long Bytes, long Refused, long Entries, long Receipts, long CheckpointSize);
