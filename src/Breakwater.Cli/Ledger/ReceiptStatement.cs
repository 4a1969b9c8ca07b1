using Breakwater.Server.Ledger.Entries;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Receipts;

namespace Breakwater.Cli.Ledger;

/// <summary>What a receipt says, if it is valid.</summary>
/// <param name="Fault">Why it shows nothing; then the rest is empty.</param>
/// <param name="Size">Entries under the receipt's checkpoint.</param>
/// <param name="Witnesses">Names of the known witnesses that cosigned the checkpoint.</param>
internal sealed record ReceiptStatement(
    string? Fault,
    long? Entry,
    long? Size,
    string? Origin,
    DateTimeOffset? Time,
    string? Role,
    string? Action,
    string? WayIn,
    string? Device,
    string? Grant,
    string? Case,
    string? Refusal,
    long? Bytes,
    long? Count,
    IReadOnlyList<string> Witnesses)
{
    /// <param name="witnesses">All of them must have cosigned: whoever names a witness wants to rely on it.</param>
    public static ReceiptStatement Of(ReadOnlySpan<byte> text, IReadOnlyCollection<NoteVerifier> keys, IReadOnlyCollection<NoteVerifier> witnesses)
    {
        if (!Receipt.TryParse(text, out var receipt))
        {
            return Bad("it is not a receipt (C2SP tlog-proof)");
        }

        var found = receipt.Check(keys, witnesses);
        if (found.Verdict != ReceiptVerdict.Valid)
        {
            return Bad(Describe(found.Verdict, receipt.Checkpoint.Checkpoint.Origin));
        }

        var note = receipt.Checkpoint.Note;
        if (witnesses.FirstOrDefault(w => w.Verify(note).Verdict != NoteVerdict.Verified) is { } missing)
        {
            return Bad($"the log has signed it, but the witness {missing.Name} has not cosigned");
        }

        try
        {
            return Of(receipt, EntryJson.Read(receipt.Entry!.Value), [.. witnesses.Select(w => w.Name)]);
        }
        catch (FormatException exception)
        {
            return Bad($"the log has it, but it is no entry of a ledger: {exception.Message}");
        }
    }

    private static ReceiptStatement Of(Receipt receipt, LedgerEntry<SubjectId> entry, string[] witnesses) => new(
        null,
        receipt.Index,
        receipt.Checkpoint.Checkpoint.Size,
        receipt.Checkpoint.Checkpoint.Origin,
        entry.Time,
        entry.Role,
        entry.Operation,
        entry.WayIn,
        entry.Device?.ToString(),
        entry.Grant,
        entry.Case,
        entry.Refusal,
        entry.BytesIn + entry.BytesOut,
        entry.Count,
        witnesses);

    private static ReceiptStatement Bad(string fault) =>
        new(fault, null, null, null, null, null, null, null, null, null, null, null, null, null, []);

    private static string Describe(ReceiptVerdict verdict, string origin) => verdict switch
    {
        ReceiptVerdict.NoEntry => "it does not hold its entry",
        ReceiptVerdict.UnknownLog => $"it is of the log '{origin}', and no key was given that is named so",
        ReceiptVerdict.NotSigned => $"no given key of '{origin}' signed its checkpoint; it is signed with another key, or not by this log",
        ReceiptVerdict.BadSignature => "a signature of its checkpoint is false",
        ReceiptVerdict.NotIncluded => "its proof does not lead from the entry to what the log signed: the entry, its number or the proof was changed",
        _ => "it is not a receipt (C2SP tlog-proof)",
    };
}
