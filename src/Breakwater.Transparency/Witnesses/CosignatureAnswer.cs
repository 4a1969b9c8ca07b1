using Breakwater.Transparency.Encodings;
using Breakwater.Transparency.Notes;

namespace Breakwater.Transparency.Witnesses;

internal static class CosignatureAnswer
{
    private static readonly WitnessAnswer Bad = new(WitnessOutcome.BadAnswer);

    // tlog-witness, add-checkpoint, 200: signature lines. Those of unknown keys are ignored; the time must not be 0.
    public static WitnessAnswer Read(byte[]? body, SignedNote note, NoteVerifier witness)
    {
        if (body is null || !Utf8Text.TryDecode(body, out var text) || !SignedNote.TryParse($"{note.Text}\n{text}", out var answered)
            || answered.Text != note.Text) // an empty line in the answer would make more of the note its text
        {
            return Bad;
        }

        var ours = answered.Signatures.Where(s => s.KeyId == witness.KeyId && s.Name == witness.Name).ToList();
        var verification = witness.Verify(answered);
        return witness.Type == NoteKeyType.Cosignature
            && verification is { Verdict: NoteVerdict.Verified, Time: { } time }
            && time > DateTimeOffset.UnixEpoch
            ? new WitnessAnswer(WitnessOutcome.Cosigned) { Cosignatures = ours, Time = time }
            : Bad;
    }
}
