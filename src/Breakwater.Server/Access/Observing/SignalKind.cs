namespace Breakwater.Server.Access.Observing;

/// <summary>What was observed. Each is listed in docs/reference/signals.md.</summary>
public enum SignalKind
{
    /// <summary>A credential was missing, wrong, expired or revoked.</summary>
    Unauthenticated,

    /// <summary>A valid principal asked for a device outside its reach.</summary>
    ForeignDevice,

    /// <summary>A valid principal asked for a device that does not exist: guessing.</summary>
    UnknownDevice,

    /// <summary>A valid token was used for something outside its scopes.</summary>
    ScopeExceeded,

    /// <summary>A command of a higher class than the grants on the device allow.</summary>
    CommandClassExceeded,

    /// <summary>The kind of principal has no business at that endpoint.</summary>
    KindNotAllowed,

    /// <summary>Device N+1 of a reach budget.</summary>
    ReachBudgetExhausted,

    /// <summary>A principal used more at once than one may.</summary>
    TooManyUses,

    /// <summary>A device that is quarantined, revoked or retired tried to come in.</summary>
    DeviceNotActive,

    /// <summary>A subscription to everything: <c>#</c>, <c>+/#</c>.</summary>
    WildcardTopic,

    /// <summary>A <c>$SYS</c> or other <c>$</c> topic.</summary>
    SystemTopic,

    /// <summary>A shared subscription.</summary>
    SharedSubscription,

    /// <summary>A topic that names another device.</summary>
    ForeignTopic,

    /// <summary>A topic that is in no profile.</summary>
    TopicOutsideProfile,

    /// <summary>A protocol limit was broken, or a packet was malformed.</summary>
    ProtocolViolation,

    /// <summary>An enrolment was refused: wrong, used, unknown or revoked claim.</summary>
    ClaimRefused,

    /// <summary>A certificate request came with a key that another enrolment used.</summary>
    KeyReused,

    /// <summary>A weak or unsupported key in a certificate request.</summary>
    WeakKey,

    /// <summary>A session was taken over by a new connection with the same certificate.</summary>
    SessionTakenOver,

    /// <summary>A path that no endpoint declares.</summary>
    UnknownPath,

    /// <summary>A limit was hit that is none of the reach budget: an operator's over the socket, a device's bytes of the day.</summary>
    LimitReached,
}
