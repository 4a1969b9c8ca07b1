using Breakwater.Server.Access.Errands;
using Breakwater.Server.Http.Walk;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Certificates;

/// <summary>The certificate authority, and whom a certificate stands for.</summary>
internal sealed class CertificatesRoom : Room
{
    public override IReadOnlyList<string> Knows => ["Access", "Devices", "Http", "Storage"];

    public override EventIds? LogEvents => new(5000, 5099);

    public override IReadOnlyList<Section> Sections => [CertificateSettings.Section];

    public override async Task OpenAsync(OpenThings things, CancellationToken cancellationToken) =>
        things.Share(await CertificateAuthority.OpenAsync(things.Section<DataFolder>(), things.Section<CertificateOptions>(), things.Time, cancellationToken));

    public override void Add(IServiceCollection services)
    {
        services.AddSingleton<ServerCertificates>().AddSingleton<DeviceTls>().AddSingleton<CertificateRegistry>();
        services.AddSingleton<DeviceAuthenticator>().AddSingleton<ICredentialReader, ClientCertificateReader>().AddSingleton<ICredentialStanding, CertificateStanding>();
    }

    public override StartException? Explain(Exception exception, SectionValues sections) =>
        exception is CertificateStoreException ? new StartException(ExitCodes.Permission, exception.Message, exception) : null;
}
