namespace Breakwater.Server.Gateway.Topics;

/// <summary>What a device's publish means.</summary>
internal enum RouteKind
{
    /// <summary>A point of a telemetry stream.</summary>
    Telemetry,

    /// <summary>A merge patch of the reported state.</summary>
    ReportedPatch,

    /// <summary>One value of the reported state, at <see cref="PublishRoute.Path"/>.</summary>
    ReportedValue,

    /// <summary>A map or other document.</summary>
    Map,

    Event,

    /// <summary>The answer to a command.</summary>
    CommandAnswer,

    /// <summary>Accepted and dropped: talk of the firmware with others.</summary>
    Ignored,
}

/// <summary>One meaning of a publish; a profile may give a topic several.</summary>
/// <param name="Name">The stream, map, event or command id.</param>
/// <param name="Path">Members of the reported state, outermost first.</param>
internal sealed record PublishRoute(
    RouteKind Kind, string Name, IReadOnlyList<string> Path, DocumentEncoding Encoding = DocumentEncoding.Identity, string? ContentType = null)
{
    public bool IsTelemetry => Kind == RouteKind.Telemetry;
}

/// <summary>How a document's bytes are wrapped by the firmware.</summary>
internal enum DocumentEncoding
{
    Identity,

    /// <summary>zlib, RFC 1950 (what HTTP calls deflate).</summary>
    Deflate,

    Gzip,
}
