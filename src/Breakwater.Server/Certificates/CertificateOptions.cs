namespace Breakwater.Server.Certificates;

/// <summary>Lifetimes of what the certificate authority issues.</summary>
public sealed record CertificateOptions
{
    /// <summary>Law 5: a device certificate never lives longer than this.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(90);

    /// <summary>
    /// What a certificate's validity starts before its issue, for devices whose clock is behind.
    /// Source: Kerberos tolerates the same skew (RFC 4120 §8.2).
    /// </summary>
    public static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    /// <summary>Validity of a device certificate, backdating included. At most 90 days.</summary>
    public TimeSpan DeviceCertificateLifetime { get; init; } = LongestLifetime;

    /// <summary>
    /// How long after its expiry a certificate can still renew itself, and do nothing else. Source: a device that lay in a drawer for a season
    /// (90 days of validity, renewed at two thirds, and then a month) comes back by itself; after that it needs a new claim.
    /// </summary>
    public TimeSpan RenewalGrace { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Validity of the server's own certificate, renewed at two thirds of it. At most 90 days.</summary>
    public TimeSpan ServerCertificateLifetime { get; init; } = LongestLifetime;

    /// <summary>DNS names and IP addresses of this server besides <c>localhost</c>, the loopback addresses and the host's name.</summary>
    public IReadOnlyList<string> ServerNames { get; init; } = [];

    /// <summary>Every value that is not allowed, with what is.</summary>
    public IEnumerable<string> Validate()
    {
        if (DeviceCertificateLifetime < TimeSpan.FromHours(1) || DeviceCertificateLifetime > LongestLifetime)
        {
            yield return $"{nameof(DeviceCertificateLifetime)} is {DeviceCertificateLifetime}; allowed is 1 hour to 90 days.";
        }

        if (ServerCertificateLifetime < TimeSpan.FromHours(1) || ServerCertificateLifetime > LongestLifetime)
        {
            yield return $"{nameof(ServerCertificateLifetime)} is {ServerCertificateLifetime}; allowed is 1 hour to 90 days.";
        }

        if (RenewalGrace < TimeSpan.Zero || RenewalGrace > LongestLifetime)
        {
            yield return $"{nameof(RenewalGrace)} is {RenewalGrace}; allowed is 0 to 90 days.";
        }

        foreach (var name in ServerNames.Where(n => Uri.CheckHostName(n) is UriHostNameType.Unknown or UriHostNameType.Basic))
        {
            yield return $"{nameof(ServerNames)} has '{name}', which is neither a DNS name nor an IP address.";
        }
    }
}
