namespace Breakwater.Server.Access.Grounds;

/// <summary>What a permit can stand on. When one of its grounds ends, so does the permit. The numbers are at rest in the endings: new kinds come last.</summary>
internal enum GroundKind
{
    /// <summary>A certificate or a token.</summary>
    Credential,

    /// <summary>(Plan) A sign-in, or the family of a refresh token.</summary>
    Session,

    /// <summary>An owner, a service, an operator, a device as the one who speaks.</summary>
    Principal,

    Grant,

    /// <summary>A rule over devices that a grant covers.</summary>
    Group,

    /// <summary>The device that is acted on.</summary>
    Device,
}
