namespace Breakwater.Server.Access.Grounds;

/// <summary>What a permit can stand on. When one of its grounds ends, so does the permit.</summary>
internal enum GroundKind
{
    /// <summary>A certificate or a token.</summary>
    Credential,

    /// <summary>A sign-in, or the family of a refresh token.</summary>
    Session,

    /// <summary>An owner, a service, an operator, a device as the one who speaks.</summary>
    Principal,

    Grant,

    /// <summary>A rule over devices that a grant covers.</summary>
    Group,

    /// <summary>The device that is acted on.</summary>
    Device,

    /// <summary>An owner's consent, to a camera for one.</summary>
    Consent,

    /// <summary>Somebody's approval of a grant.</summary>
    Approval,

    /// <summary>An action as a whole: a breaker.</summary>
    Action,

    /// <summary>A network that requests come from.</summary>
    Source,
}
