using Breakwater.Contracts.Admin;

namespace Breakwater.Cli.Operating;

/// <summary>Whether something counts now, in words; if it does not, why.</summary>
internal static class StateText
{
    public static string Of(TokenSummary token, DateTimeOffset now) =>
        token.Revoked ? "revoked"
        : token.ExpiresAt <= now ? "expired"
        : token.PrincipalDisabledAt is not null ? $"{token.Principal.Kind.ToString().ToLowerInvariant()} disabled"
        : "valid";

    public static string Of(DeviceStanding device, DateTimeOffset now) => device.Certificate is { } status ? OfCertificate(status, device.CertificateEndsAt, now) : "none";

    public static string Of(DeviceCertificate certificate, DateTimeOffset now) => OfCertificate(certificate.Status, certificate.NotAfter, now);

    /// <summary>One that would count says so past its end, too: its status is what was done with it, not what time did.</summary>
    private static string OfCertificate(string status, DateTimeOffset? endsAt, DateTimeOffset now) => endsAt <= now && status is "pending" or "active" ? "expired" : status;
}
