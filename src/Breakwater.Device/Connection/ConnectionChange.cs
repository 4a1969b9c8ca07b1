namespace Breakwater.Device.Connection;

/// <summary>A step from one state to the next.</summary>
/// <param name="Cause">Why, when the connection ended or was refused.</param>
/// <param name="Detail">For a log or a person; empty when there is nothing to say.</param>
public sealed record ConnectionChange(ConnectionState Previous, ConnectionState Current, ConnectionCause Cause, string Detail);
