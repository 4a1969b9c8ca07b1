namespace Breakwater.Server.Ledger.Entries;

/// <summary>Free text that may speak of a person, readable only as long as that person's key is there: in clear of a <see cref="Name"/>, sealed of a <see cref="SubjectId"/>.</summary>
/// <param name="Subject">Whose key.</param>
/// <param name="Text">Sealed: base64 of nonce, ciphertext and tag.</param>
public sealed record Message<TWho>(TWho Subject, string Text)
    where TWho : struct;
