namespace Breakwater.Contracts.Problems;

/// <summary>The stable <c>code</c> of every problem document (RFC 9457) that Breakwater answers. They are listed in docs/reference/problem-codes.md.</summary>
public static class ProblemCodes
{
    /// <summary>401: no credential, or one that is wrong, expired or revoked; the answer does not say which.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>403: the token lacks the scope of this operation, whatever the device.</summary>
    public const string InsufficientScope = "insufficient-scope";

    /// <summary>403: the device is yours, but your grant does not allow commands of this class.</summary>
    public const string CommandClassNotGranted = "command-class-not-granted";

    /// <summary>404: there is no such path on this listener.</summary>
    public const string NotFound = "not-found";

    /// <summary>404: the device does not exist, or it is not yours; the answer does not say which.</summary>
    public const string DeviceNotFound = "device-not-found";

    /// <summary>404: the device is yours, but it has no such stream, map, command or version.</summary>
    public const string ResourceNotFound = "resource-not-found";

    /// <summary>429: the principal has touched as many distinct devices as its reach budget allows.</summary>
    public const string ReachBudgetExhausted = "reach-budget-exhausted";

    /// <summary>429: the principal uses as many things at once as one may, or its answers that wait to be taken have as many bytes.</summary>
    public const string TooManyUses = "too-many-uses";

    /// <summary>429: the principal has done as much of this as it may in a while; <c>limit</c> names which, Retry-After says when to come back.</summary>
    public const string LimitReached = "limit-reached";

    /// <summary>400: over the admin socket, for one device: state the case (<c>Breakwater-Case</c>), or <c>none</c>.</summary>
    public const string CaseRequired = "case-required";

    /// <summary>408: the body did not arrive within its deadline.</summary>
    public const string RequestTimeout = "request-timeout";

    /// <summary>400: a parameter or the body is wrong; <c>errors</c> names each.</summary>
    public const string Invalid = "invalid-request";

    /// <summary>409: the device is not in a state that allows this.</summary>
    public const string Conflict = "conflict";

    /// <summary>412: If-Match names another version than the current one.</summary>
    public const string VersionMismatch = "version-mismatch";

    /// <summary>413: the body is larger than the limit.</summary>
    public const string TooLarge = "too-large";

    /// <summary>415: the media type is not one that this operation takes.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary>422: the Idempotency-Key was used before with another request.</summary>
    public const string IdempotencyKeyReused = "idempotency-key-reused";

    /// <summary>429: the device's command queue is full.</summary>
    public const string CommandQueueFull = "command-queue-full";

    /// <summary>503: the store, the ledger or the access decision cannot answer; nothing was done.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>500: it failed after it had begun to be done; <c>detail</c> names the ledger's entry of what was wanted.</summary>
    public const string OutcomeUnknown = "outcome-unknown";

    /// <summary>500: a defect of the server.</summary>
    public const string Internal = "internal-error";
}
