using Breakwater.Device.Connection;
using Breakwater.Device.Enrollment;
using Microsoft.Extensions.Logging;

namespace Breakwater.Device.Identity;

/// <summary>Gets the device its certificate, and the next one in time.</summary>
/// <param name="serial">As in the factory manifest.</param>
/// <param name="claim">Gives the single-use factory claim.</param>
internal sealed class IdentityLifecycle(
    string serial, Func<CancellationToken, ValueTask<string>> claim, IdentityStore store, EstClient est, ConnectionStatus status, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// The identity to connect with. With two (a renewal that nobody accepted yet) they take turns by <paramref name="attempt"/>:
    /// after a crash only the server knows which of them still lives.
    /// </summary>
    public async Task<IdentityStep> EnsureAsync(int attempt, CancellationToken cancellationToken)
    {
        var identities = store.Load();
        if (identities.Count == 0)
        {
            return await EnrollAsync(cancellationToken);
        }

        var chosen = identities[attempt % identities.Count];
        foreach (var other in identities.Where(other => other != chosen))
        {
            other.Dispose();
        }

        if (chosen.NotAfter <= time.GetUtcNow())
        {
            using (chosen)
            {
                status.Set(ConnectionState.Enrolling, ConnectionCause.None, "");
                logger.CertificateExpired(serial, chosen.NotAfter);
                return await RenewAsync(chosen, cancellationToken);
            }
        }

        return IdentityStep.Ready(chosen);
    }

    /// <summary>RFC 7030 §4.2.1 with the factory claim.</summary>
    private async Task<IdentityStep> EnrollAsync(CancellationToken cancellationToken)
    {
        status.Set(ConnectionState.Enrolling, ConnectionCause.None, "");
        var (generation, key) = store.StageKey();
        using (key)
        {
            var outcome = await est.EnrollAsync(CertificationRequest.Create(serial, key), serial, await claim(cancellationToken), cancellationToken);
            return Keep(generation, key, outcome);
        }
    }

    /// <summary>RFC 7030 §4.2.2 with a new key; the current pair stays until the server has accepted the new one.</summary>
    public async Task<IdentityStep> RenewAsync(DeviceIdentity current, CancellationToken cancellationToken)
    {
        var (generation, key) = store.StageKey();
        using (key)
        {
            var outcome = await est.ReenrollAsync(CertificationRequest.Renewal(current.Certificate, key), current.Certificate, cancellationToken);
            return Keep(generation, key, outcome);
        }
    }

    public void Accept(DeviceIdentity identity) => store.Accept(identity);

    /// <summary>Two thirds of the way from NotBefore to NotAfter, up to 5 % of the life earlier or later so that a batch of devices spreads.</summary>
    public static DateTimeOffset RenewalTime(DeviceIdentity identity, double random)
    {
        var life = identity.NotAfter - identity.NotBefore;
        return identity.NotBefore + (life * ((2.0 / 3.0) + ((random - 0.5) / 10)));
    }

    private IdentityStep Keep(int generation, System.Security.Cryptography.ECDsa key, EstOutcome outcome)
    {
        if (outcome.Certificate is not { } certificate)
        {
            return IdentityStep.NotYet(outcome);
        }

        using (certificate)
        {
            if (!DeviceIdentity.TryCreate(generation, certificate, key, out var identity))
            {
                return IdentityStep.NotYet(EstOutcome.Refused(200, "The server answered a certificate for another key or without a device id."));
            }

            store.StoreCertificate(generation, certificate);
            logger.CertificateIssued(serial, identity.Id, identity.NotAfter);
            return IdentityStep.Ready(identity);
        }
    }
}
