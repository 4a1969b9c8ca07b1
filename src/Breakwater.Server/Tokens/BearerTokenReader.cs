using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Walk;

namespace Breakwater.Server.Tokens;

/// <summary>RFC 6750 §2.1: the Authorization header, once, and no other place; a token in a URL would be in every log.</summary>
internal sealed class BearerTokenReader(TokenAuthenticator tokens) : ICredentialReader
{
    private const string Bearer = "Bearer ";

    public IReadOnlyList<ListenerName> Listeners { get; } = [ListenerName.PublicHttps, ListenerName.OperatorsHttps];

    public async ValueTask<(Principal? Principal, bool Presented)> ReadAsync(HttpContext http)
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
