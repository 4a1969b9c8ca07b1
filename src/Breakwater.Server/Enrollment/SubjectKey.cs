namespace Breakwater.Server.Enrollment;

/// <summary>A public key that a device proved to hold.</summary>
/// <param name="PublicKeyInfo">SubjectPublicKeyInfo, DER, in the only encoding that <see cref="PublicKeyRules"/> lets a key have.</param>
internal sealed record SubjectKey(ReadOnlyMemory<byte> PublicKeyInfo, byte[] Sha256);
