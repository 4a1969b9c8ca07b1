using Breakwater.Server.Access.Errands;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Certificates;

/// <summary>A device's certificate stands while it is neither revoked nor superseded by the first use of a later one.</summary>
internal sealed class CertificateStanding(Database database) : ICredentialStanding
{
    public string Prefix => DeviceAuthenticator.CredentialPrefix;

    public async ValueTask<bool> StandsAsync(Errand errand)
    {
        await using var db = database.Read();
        var used = await db.Set<CertificateRecord>()
            .Where(c => c.Device == errand.Device && c.Status == CertificateStatus.Active)
            .Select(c => c.Sha256)
            .ToListAsync();
        return used.Exists(sha256 => DeviceAuthenticator.CredentialName(sha256) == errand.Credential);
    }
}
