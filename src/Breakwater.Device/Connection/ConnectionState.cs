namespace Breakwater.Device.Connection;

/// <summary>Where a device stands with its server.</summary>
public enum ConnectionState
{
    /// <summary>Not started, or stopped.</summary>
    Stopped,

    /// <summary>Asks for its first certificate, or for a new one because the old one has expired.</summary>
    Enrolling,

    Connecting,

    /// <summary>The server took the connection and the subscriptions.</summary>
    Connected,

    /// <summary>Waits before it tries again.</summary>
    Waiting,
}
