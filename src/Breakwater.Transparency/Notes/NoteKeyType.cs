using System.Diagnostics.CodeAnalysis;

namespace Breakwater.Transparency.Notes;

/// <summary>What a key signs, the identifier byte of signed-note, Signature types.</summary>
[SuppressMessage("Design", "CA1027", Justification = "Identifiers that the specification gave out, no flags.")]
public enum NoteKeyType : byte
{
    /// <summary>The note's text, with Ed25519.</summary>
    Ed25519 = 0x01,

    /// <summary>A time and a checkpoint's text, with Ed25519 (C2SP tlog-cosignature).</summary>
    Cosignature = 0x04,
}
