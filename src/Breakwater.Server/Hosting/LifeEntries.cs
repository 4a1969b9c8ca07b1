using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Server.Certificates;
using Breakwater.Server.Hosting.Settings;
using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Hosting;

/// <summary>What the server tells the ledger of itself: that it starts, with which keys and which configuration, and that it stops.</summary>
internal sealed partial class LifeEntries(
    AccessLedger ledger, CheckpointSigner signer, CertificateAuthority authority, ServerCertificates certificates, ServerOptions options, ILogger<LifeEntries> logger)
{
    /// <summary>Before anybody is let in.</summary>
    /// <exception cref="StoreUnavailableException">The ledger cannot commit, so the server must not start.</exception>
    public async Task StartedAsync()
    {
        await ledger.EnterOwnAsync(
            EntryType.ApplicationStarted,
            "server.started",
            ("version", typeof(LifeEntries).Assembly.GetName().Version!.ToString(3)),
            ("root", Print(authority.Root)),
            ("issuing", Print(authority.Issuing)),
            ("server", Print(certificates.Current.TargetCertificate)),
            ("ledger", signer.Keys is [.., var key] ? key.ToString() : "none"));
        var (changed, first) = ConfigurationPrint.Update(options, SettingCatalogue.Sections);
        if (changed.Count > 0 && !first)
        {
            await ledger.EnterOwnAsync(
                EntryType.ApplicationUpdated,
                "configuration.changed",
                ("settings", string.Join(' ', changed)),
                ("count", changed.Count.ToString(CultureInfo.InvariantCulture)));
        }

        certificates.Issued += certificate => _ = KeyChangedAsync(certificate);
    }

    public async Task StoppedAsync()
    {
        try
        {
            await ledger.EnterOwnAsync(EntryType.ApplicationStopped, "server.stopped");
        }
        catch (StoreUnavailableException exception)
        {
            NotRecorded(logger, exception, "server.stopped");
        }
    }

    private static string Print(X509Certificate2 certificate) => certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256).ToLowerInvariant();

    private async Task KeyChangedAsync(X509Certificate2 certificate)
    {
        try
        {
            await ledger.EnterOwnAsync(
                EntryType.EntityUpdated, "key.changed", ("server", Print(certificate)), ("expires", $"{certificate.NotAfter.ToUniversalTime():O}"));
        }
        catch (StoreUnavailableException exception)
        {
            NotRecorded(logger, exception, "key.changed");
        }
    }

    [LoggerMessage(7002, LogLevel.Error, "{Event} could not be written to the ledger")]
    private static partial void NotRecorded(ILogger logger, Exception exception, string @event);
}
