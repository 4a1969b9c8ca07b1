namespace Breakwater.Device.Messaging;

/// <summary>How a publication ended.</summary>
public enum PublishResult
{
    /// <summary>The server has it on disk (PUBACK).</summary>
    Acknowledged,

    /// <summary>The server does not take it; sending it again would not help.</summary>
    Refused,

    /// <summary>The queue was full and its policy let this message go.</summary>
    Dropped,

    /// <summary>The client was stopped before the server had it.</summary>
    Stopped,
}
