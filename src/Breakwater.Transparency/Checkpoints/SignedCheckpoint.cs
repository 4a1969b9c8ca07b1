using System.Diagnostics.CodeAnalysis;

namespace Breakwater.Transparency;

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

    /// <exception cref="ArgumentException">The signer's name is not the origin: readers would not take its signature for the log's.</exception>
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

    public override string ToString() => Note.ToString();

    private static SignedCheckpoint? Of(SignedNote note) =>
        Checkpoint.TryParse(note.Text, out var checkpoint) ? new SignedCheckpoint(note, checkpoint) : null;
}
