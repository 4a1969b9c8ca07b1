using System.Security.Cryptography;

namespace Breakwater.Server.Certificates;

/// <summary>Extended key usages, RFC 5280 §4.2.1.12.</summary>
internal static class KeyPurpose
{
    public const string ServerAuthId = "1.3.6.1.5.5.7.3.1";

    public const string ClientAuthId = "1.3.6.1.5.5.7.3.2";

    public static Oid ServerAuth => new(ServerAuthId);

    public static Oid ClientAuth => new(ClientAuthId);
}
