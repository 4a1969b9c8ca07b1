using Breakwater.Server.Rooms;

namespace Breakwater.Server.Certificates;

/// <summary><c>certificates.*</c>.</summary>
internal static class CertificateSettings
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static Section<CertificateOptions> Section { get; } = new Section<CertificateOptions>("certificates", o => o.Validate())
        .Duration("deviceLifetime", Hour, 90 * Day, "Validity of a device certificate.", o => o.DeviceCertificateLifetime, (o, v) => o with { DeviceCertificateLifetime = v })
        .Duration("renewalGrace", TimeSpan.Zero, 90 * Day, "How long after its expiry a certificate can still renew itself, and nothing else.", o => o.RenewalGrace, (o, v) => o with { RenewalGrace = v })
        .Duration("serverLifetime", Hour, 90 * Day, "Validity of the server's own certificate.", o => o.ServerCertificateLifetime, (o, v) => o with { ServerCertificateLifetime = v })
        .List("serverNames", "DNS names and IP addresses, separated by commas", "Names of this server besides localhost, the loopback addresses and the host's name.", (o, v) => o with { ServerNames = v });
}
