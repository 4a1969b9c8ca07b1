using Breakwater.Server.Access;
using Breakwater.Server.Certificates;
using Breakwater.Server.Tokens;

namespace Breakwater.Server.Hosting.Requests;

/// <summary>Who is speaking, by the credential that the listener takes. Nothing else of a request is looked at (law 1).</summary>
internal sealed class RequestAuthentication(TokenAuthenticator tokens, DeviceAuthenticator devices)
{
    private const string Bearer = "Bearer ";

    /// <summary>Null: nobody. <c>Presented</c>: there was a credential, and it does not verify.</summary>
    public async ValueTask<(Principal? Principal, bool Presented)> AuthenticateAsync(ListenerName listener, HttpContext http)
    {
        switch (listener)
        {
            case ListenerName.AdminSocket:
                return (Principal.LocalOperator, true);
            case ListenerName.PublicHttps or ListenerName.OperatorsHttps:
                return await ByTokenAsync(http);
            case ListenerName.DevicesHttps when http.Connection.ClientCertificate is { } certificate:
                var authentication = await devices.AuthenticateAsync(certificate, http.RequestAborted);
                return (authentication.IsAuthenticated(out var device) ? device : null, true);
            default:
                return (null, false);
        }
    }

    /// <summary>RFC 6750 §2.1: the header, once, and no other place; a token in a URL would be in every log.</summary>
    private async ValueTask<(Principal? Principal, bool Presented)> ByTokenAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization;
        if (header.Count == 0)
        {
            return (null, false);
        }

        return header is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? (await tokens.AuthenticateAsync(value[Bearer.Length..].Trim()), true)
            : (null, true);
    }
}
