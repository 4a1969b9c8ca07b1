using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;

namespace Breakwater.Server.Tokens;

/// <summary>What a token may be asked for.</summary>
internal static class TokenRequests
{
    private const int ShortestSeconds = 60;
    private const int LongestSeconds = 90 * 24 * 60 * 60;

    /// <summary>What is wrong, by field; nothing when nothing is.</summary>
    public static Dictionary<string, string> Check(TokenRequest request, out ActionSet scopes)
    {
        var errors = new Dictionary<string, string>();
        if (request.Principal == default || request.Principal.Kind is not (PrincipalKind.Owner or PrincipalKind.Service))
        {
            errors["principal"] = "An owner or a service.";
        }

        if (request.Name is not { Length: > 0 and <= 64 })
        {
            errors["name"] = "1 to 64 characters.";
        }

        if (request.ExpiresInSeconds is < ShortestSeconds or > LongestSeconds)
        {
            errors["expiresInSeconds"] = $"{ShortestSeconds} to {LongestSeconds}.";
        }

        var allowed = request.Principal != default && request.Principal.Kind == PrincipalKind.Service
            ? DeviceActions.GrantableToServicesOnFleet
            : DeviceActions.Grantable;
        if (!ActionSet.TryParse(request.Scopes ?? [], out scopes, out var unknown) || scopes.IsEmpty || !scopes.IsSubsetOf(allowed))
        {
            errors["scopes"] = $"{(unknown is null ? "" : $"'{unknown}' is not a scope. ")}One or more of {string.Join(", ", allowed.ToNames())}.";
        }

        return errors;
    }
}
