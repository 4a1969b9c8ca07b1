using System.Net;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Hosting.Settings;

/// <summary><c>data</c>, <c>logLevel</c> and <c>listeners.*</c>.</summary>
internal static class HostingSettings
{
    public static IReadOnlyList<Section> Sections { get; } =
    [
        new Section<DataFolder>("data")
            .Text("", "a folder; it is made if it is not there", "breakwater-data", "Where keys, databases and blobs rest.", t => t.Length > 0, (_, v) => new DataFolder(Path.GetFullPath(v))),
        new Section<LoggingOptions>("logLevel")
            .Text("", "Debug, Information, Warning or Error", "Information", "Least severe log events that are written.", t => Enum.TryParse<LogLevel>(t, ignoreCase: true, out var l) && l is >= LogLevel.Debug and <= LogLevel.Error, (o, v) => o with { Level = Enum.Parse<LogLevel>(v, ignoreCase: true) }),
        Listeners(),
    ];

    private static Section<ListenerOptions> Listeners()
    {
        var section = new Section<ListenerOptions>("listeners");
        Address(section, "devices-mqtt", "Devices over MQTT; mTLS.", o => o.DevicesMqtt, (o, v) => o with { DevicesMqtt = v });
        Address(section, "devices-https", "Devices over HTTPS: enrolment (EST).", o => o.DevicesHttps, (o, v) => o with { DevicesHttps = v });
        Address(section, "public-https", "Owners, apps and services; tokens.", o => o.PublicHttps, (o, v) => o with { PublicHttps = v });
        Address(section, "operators-https", "Health; later the console.", o => o.OperatorsHttps, (o, v) => o with { OperatorsHttps = v });
        return section.Text("admin-socket", "a path of at most 100 characters", "{data}/admin.sock", "The operator's Unix socket.", t => t.Length is > 0 and <= 100, (o, v) => o with { AdminSocket = Path.GetFullPath(v) });
    }

    private static void Address(
        Section<ListenerOptions> section, string key, string summary, Func<ListenerOptions, IPEndPoint> get, Func<ListenerOptions, IPEndPoint, ListenerOptions> set) =>
        section.Text(
            key,
            "an IP address and a port, as in 0.0.0.0:8883 or [::1]:0 (0: any free port)",
            get(new ListenerOptions()).ToString(),
            summary,
            text => text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out _),
            (o, v) => set(o, IPEndPoint.Parse(v)));
}
