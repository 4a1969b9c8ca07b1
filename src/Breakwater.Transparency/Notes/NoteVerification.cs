namespace Breakwater.Transparency.Notes;

/// <summary>What a key says about a note.</summary>
/// <param name="Time">When a verified cosignature was made, by the cosigner's clock; the latest if there are several.</param>
public readonly record struct NoteVerification(NoteVerdict Verdict, DateTimeOffset? Time = null);
