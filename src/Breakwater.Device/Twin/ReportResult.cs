namespace Breakwater.Device.Twin;

/// <summary>How a report of the device's state ended.</summary>
public enum ReportResult
{
    /// <summary>It is part of the twin.</summary>
    Accepted,

    /// <summary>The server found the patch wrong, for example not JSON or too large.</summary>
    Rejected,

    /// <summary>The server has the patch, but the connection ended before it said what it thinks of it.</summary>
    Unanswered,

    /// <summary>It never reached the server: the queue was full or the client was stopped.</summary>
    NotSent,
}
