namespace Breakwater.Server.Access.Refusals;

/// <summary>Why the decision said no. From outside several of these look alike (law 7); the ledger and the signal say which it was.</summary>
public enum RefusalReason
{
    /// <summary>No credential, or one that does not verify.</summary>
    Unauthenticated,

    /// <summary>The endpoint is not for this kind of principal.</summary>
    KindNotAllowed,

    /// <summary>The credential lacks the scope.</summary>
    ScopeMissing,

    /// <summary>No grant covers the device: it is foreign, or there is no such device.</summary>
    NotGranted,

    /// <summary>The grants cover it, but the principal has touched its fill of distinct devices.</summary>
    ReachBudgetExhausted,

    /// <summary>The device itself asks, but it is quarantined, revoked or retired.</summary>
    DeviceNotActive,

    /// <summary>The principal uses as many things at once as one may, or as many bytes.</summary>
    TooManyUses,

    /// <summary>A grant covers the device and the sending of commands, but none of this class.</summary>
    CommandClassNotGranted,

    /// <summary>The principal has done as much of this as it may in a while.</summary>
    LimitReached,
}
