namespace Breakwater.Transparency.Notes;

public enum NoteVerdict
{
    /// <summary>No signature line names the key: whatever the note says, this key says nothing about it.</summary>
    NotSigned,

    /// <summary>Every signature line that names the key is valid, and there is one.</summary>
    Verified,

    /// <summary>A signature line names the key and is not valid. The note is to be rejected (signed-note, Signatures).</summary>
    BadSignature,
}
