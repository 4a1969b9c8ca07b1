using System.Diagnostics.CodeAnalysis;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Checkpoints;

/// <summary>A checkpoint and the note that carries it.</summary>
public sealed class SignedCheckpoint
{
    private SignedCheckpoint(SignedNote note, Checkpoint checkpoint)
    {
        Note = note;
        Checkpoint = checkpoint;
    }

    public SignedNote Note { get; }

    /// <summary>What the note says; nothing says yet that the log signed it.</summary>
    public Checkpoint Checkpoint { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out SignedCheckpoint? parsed)
    {
        parsed = SignedNote.TryParse(text, out var note) ? Of(note) : null;
        return parsed is not null;
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out SignedCheckpoint? parsed)
    {
        parsed = SignedNote.TryParse(utf8, out var note) ? Of(note) : null;
        return parsed is not null;
    }

    /// <exception cref="ArgumentException">The signer's name is not the origin: readers would not take its signature for the
    /// log's.</exception>
    public static SignedCheckpoint Sign(Checkpoint checkpoint, NoteSigner signer) => signer.Verifier.Name == checkpoint.Origin
        ? new SignedCheckpoint(signer.Sign(checkpoint.ToText()), checkpoint)
        : throw new ArgumentException("A log signs under its origin.", nameof(signer));

    /// <inheritdoc cref="SignedNote.With"/>
    public SignedCheckpoint With(params IReadOnlyList<NoteSignature> signatures) => new(Note.With(signatures), Checkpoint);

    /// <summary>Whether the log that the checkpoint names signed it. A log's keys are the Ed25519 keys named like its origin, so that
    /// the key of one log never speaks for another.</summary>
    /// <param name="logKeys">Keys that are trusted, of this log and of others.</param>
    public CheckpointVerdict Verify(IEnumerable<NoteVerifier> logKeys)
    {
        var verdict = CheckpointVerdict.UnknownLog;
        foreach (var key in logKeys)
        {
            if (key.Type != NoteKeyType.Ed25519 || key.Name != Checkpoint.Origin)
            {
                continue;
            }

            var found = key.Verify(Note).Verdict;
            if (found == NoteVerdict.BadSignature)
            {
                return CheckpointVerdict.BadSignature;
            }

            verdict = found == NoteVerdict.Verified || verdict == CheckpointVerdict.Verified
                ? CheckpointVerdict.Verified
                : CheckpointVerdict.NotSigned;
        }

        return verdict;
    }

    /// <summary>How many witnesses cosigned the checkpoint. A witness counts once, by its name and by its key: an Ed25519 cosignature does
    /// not say whose it is, so one under two names could be one statement.</summary>
    /// <param name="witnessKeys">Cosignature keys of known witnesses; keys of other types are no witnesses.</param>
    /// <returns>False if a signature names a known witness and is not valid.</returns>
    public bool TryCountWitnesses(IEnumerable<NoteVerifier> witnessKeys, out int count)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        count = 0;
        foreach (var witness in witnessKeys)
        {
            if (witness.Type != NoteKeyType.Cosignature)
            {
                continue;
            }

            var verdict = witness.Verify(Note).Verdict;
            if (verdict == NoteVerdict.BadSignature)
            {
                count = 0;
                return false;
            }

            if (verdict == NoteVerdict.Verified && names.Add(witness.Name) && keys.Add(Convert.ToHexString(witness.PublicKey.Span)))
            {
                count++;
            }
        }

        return true;
    }

    public override string ToString() => Note.ToString();

    private static SignedCheckpoint? Of(SignedNote note) =>
        Checkpoint.TryParse(note.Text, out var checkpoint) ? new SignedCheckpoint(note, checkpoint) : null;
}
