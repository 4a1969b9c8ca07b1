using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Certificates;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Enrollment;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Hosting.Settings;

/// <summary>
/// Everything that can be set, in sections that the rooms own; <c>SettingCatalogue</c> names the keys. The members below are short for <see cref="Of{T}"/> and
/// <see cref="With{T}"/>, by which every section is reached, also one that has no member here.
/// </summary>
public sealed record ServerOptions
{
    /// <summary>All sections.</summary>
    public SectionValues Sections { get; init; } = SectionValues.Defaults;

    public DataFolder Data { get => Of<DataFolder>(); init => Sections = Sections.With(value); }

    public ListenerOptions Listeners { get => Of<ListenerOptions>(); init => Sections = Sections.With(value); }

    public LogLevel LogLevel { get => Of<LoggingOptions>().Level; init => Sections = Sections.With(new LoggingOptions { Level = value }); }

    public AccessOptions Access { get => Of<AccessOptions>(); init => Sections = Sections.With(value); }

    public CertificateOptions Certificates { get => Of<CertificateOptions>(); init => Sections = Sections.With(value); }

    public EnrollmentOptions Enrollment { get => Of<EnrollmentOptions>(); init => Sections = Sections.With(value); }

    public DeviceLimits Devices { get => Of<DeviceLimits>(); init => Sections = Sections.With(value); }

    public GatewayOptions Gateway { get => Of<GatewayOptions>(); init => Sections = Sections.With(value); }

    public TelemetryOptions Telemetry { get => Of<TelemetryOptions>(); init => Sections = Sections.With(value); }

    public LedgerOptions Ledger { get => Of<LedgerOptions>(); init => Sections = Sections.With(value); }

    public T Of<T>()
        where T : class, new() => Sections.Of<T>();

    public ServerOptions With<T>(T section)
        where T : class, new() => this with { Sections = Sections.With(section) };
}
