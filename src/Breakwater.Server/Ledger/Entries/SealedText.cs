namespace Breakwater.Server.Ledger.Entries;

/// <summary>Text under the key of a subject; see the folder <c>Subjects</c>.</summary>
/// <param name="Subject">Whose key.</param>
/// <param name="Data">Base64 of nonce, ciphertext and tag.</param>
public sealed record SealedText(SubjectId Subject, string Data);
