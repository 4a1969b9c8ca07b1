namespace Breakwater.Server.Certificates;

/// <summary>Object identifiers of algorithms and extensions, each with its registration.</summary>
internal static class AlgorithmIds
{
    /// <summary>RFC 5758 §3.2.</summary>
    public const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";

    /// <summary>RFC 5480 §2.1.1.</summary>
    public const string EcPublicKey = "1.2.840.10045.2.1";

    /// <summary>RFC 5480 §2.1.1.1: secp256r1.</summary>
    public const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>RFC 5480 §2.1.1.1: secp384r1.</summary>
    public const string P384 = "1.3.132.0.34";

    /// <summary>RFC 5480 §2.1.1.1: secp521r1.</summary>
    public const string P521 = "1.3.132.0.35";

    /// <summary>RFC 3279 §2.3.1.</summary>
    public const string RsaEncryption = "1.2.840.113549.1.1.1";

    /// <summary>RFC 5280 §4.2.1.1.</summary>
    public const string AuthorityKeyIdentifier = "2.5.29.35";

    /// <summary>RFC 5280 §4.2.1.2.</summary>
    public const string SubjectKeyIdentifier = "2.5.29.14";

    /// <summary>RFC 5280 §4.2.1.3.</summary>
    public const string KeyUsage = "2.5.29.15";

    /// <summary>RFC 5280 §4.2.1.6.</summary>
    public const string SubjectAlternativeName = "2.5.29.17";

    /// <summary>RFC 5280 §4.2.1.9.</summary>
    public const string BasicConstraints = "2.5.29.19";

    /// <summary>RFC 5280 §4.2.1.12.</summary>
    public const string ExtendedKeyUsage = "2.5.29.37";

    /// <summary>X.520 §6.2.2.</summary>
    public const string CommonName = "2.5.4.3";

    /// <summary>X.520 §6.2.9: where an IDevID carries the device's serial number (IEEE 802.1AR-2018 §8.6).</summary>
    public const string SubjectSerialNumber = "2.5.4.5";

    /// <summary>RFC 5652 §4.</summary>
    public const string Data = "1.2.840.113549.1.7.1";

    /// <summary>RFC 5652 §5.1.</summary>
    public const string SignedData = "1.2.840.113549.1.7.2";
}
