using System.Net;

namespace Breakwater.Server.Hosting.Settings;

/// <summary>Where the listeners listen; see docs/design/architecture.md. Port 0 takes a free one.</summary>
public sealed record ListenerOptions
{
    public IPEndPoint DevicesMqtt { get; init; } = new(IPAddress.Any, 8883);

    public IPEndPoint DevicesHttps { get; init; } = new(IPAddress.Any, 8443);

    public IPEndPoint PublicHttps { get; init; } = new(IPAddress.Any, 7443);

    public IPEndPoint OperatorsHttps { get; init; } = new(IPAddress.Loopback, 9443);

    /// <summary>Null: <c>admin.sock</c> in the data folder.</summary>
    public string? AdminSocket { get; init; }
}
