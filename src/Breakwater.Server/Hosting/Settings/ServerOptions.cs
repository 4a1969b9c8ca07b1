using System.Net;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Certificates;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Enrollment;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Hosting.Settings;

/// <summary>Everything that can be set; <see cref="Settings.SettingCatalogue"/> names the keys.</summary>
public sealed record ServerOptions
{
    public DataFolder Data { get; init; } = new("breakwater-data");

    public ListenerOptions Listeners { get; init; } = new();

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    public AccessOptions Access { get; init; } = new();

    public CertificateOptions Certificates { get; init; } = new();

    public EnrollmentOptions Enrollment { get; init; } = new();

    public DeviceLimits Devices { get; init; } = new();

    public GatewayOptions Gateway { get; init; } = new();

    public TelemetryOptions Telemetry { get; init; } = new();

    public LedgerOptions Ledger { get; init; } = new();
}

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
