namespace Breakwater.Server.Enrollment;

/// <summary>Why a certification request cannot be taken, whoever sends it.</summary>
internal enum RequestProblem
{
    None,

    /// <summary>Not PKCS #10, or its signature does not prove the private key.</summary>
    Malformed,

    /// <summary>A weak or unsupported public key; see <see cref="PublicKeyRules"/>.</summary>
    KeyNotAllowed,
}
