using Breakwater.Contracts.Ids;

namespace Breakwater.Contracts.Admin;

public sealed record PersonRequest(string Name);

/// <summary>An owner or a service.</summary>
/// <param name="DisabledAt">Since when nothing of it counts; null: it is not disabled.</param>
public sealed record Person(PrincipalId Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt = null);

/// <param name="Scopes">Action names such as <c>twin:read</c>; each must be known.</param>
/// <param name="ExpiresInSeconds">60 to 7,776,000 (90 days).</param>
public sealed record TokenRequest(PrincipalId Principal, string Name, IReadOnlyList<string> Scopes, int ExpiresInSeconds);

/// <param name="Token">Shown once, stored as a hash.</param>
public sealed record TokenIssued(string Id, string Token, PrincipalId Principal, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt);

/// <param name="PrincipalDisabledAt">Since when it opens nothing, because whose it is is disabled; null: that is not so.</param>
public sealed record TokenSummary(
    string Id,
    string Name,
    PrincipalId Principal,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    bool Revoked,
    DateTimeOffset? PrincipalDisabledAt = null);
