using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Walk;

namespace Breakwater.Server.Certificates;

/// <summary>The certificate of the TLS connection, whose private key the handshake has proven.</summary>
internal sealed class ClientCertificateReader(DeviceAuthenticator devices) : ICredentialReader
{
    public IReadOnlyList<ListenerName> Listeners { get; } = [ListenerName.DevicesHttps];

    public async ValueTask<(Principal? Principal, bool Presented)> ReadAsync(HttpContext http)
    {
        if (http.Connection.ClientCertificate is not { } certificate)
        {
            return (null, false);
        }

        var authentication = await devices.AuthenticateAsync(certificate, http.RequestAborted);
        return (authentication.IsAuthenticated(out var device) ? device : null, true);
    }
}
