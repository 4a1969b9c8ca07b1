using System.Net;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Hosting.Settings;

/// <summary>Every key of the configuration. docs/reference/configuration.md is printed from it.</summary>
public static class SettingCatalogue
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Text("data", "a folder; it is made if it is not there", "breakwater-data", "Where keys, databases and blobs rest.", t => t.Length > 0, (o, v) => o with { Data = new DataFolder(Path.GetFullPath(v)) }),
        Setting.Text("logLevel", "Debug, Information, Warning or Error", "Information", "Least severe log events that are written.", t => Enum.TryParse<LogLevel>(t, ignoreCase: true, out var l) && l is >= LogLevel.Debug and <= LogLevel.Error, (o, v) => o with { LogLevel = Enum.Parse<LogLevel>(v, ignoreCase: true) }),

        Address("listeners.devices-mqtt", "Devices over MQTT; mTLS.", o => o.DevicesMqtt, (l, v) => l with { DevicesMqtt = v }),
        Address("listeners.devices-https", "Devices over HTTPS: enrolment (EST).", o => o.DevicesHttps, (l, v) => l with { DevicesHttps = v }),
        Address("listeners.public-https", "Owners, apps and services; tokens.", o => o.PublicHttps, (l, v) => l with { PublicHttps = v }),
        Address("listeners.operators-https", "Health; later the console.", o => o.OperatorsHttps, (l, v) => l with { OperatorsHttps = v }),
        Setting.Text("listeners.admin-socket", "a path of at most 100 characters", "{data}/admin.sock", "The operator's Unix socket.", t => t.Length is > 0 and <= 100, (o, v) => o with { Listeners = o.Listeners with { AdminSocket = Path.GetFullPath(v) } }),

        Setting.Number("access.ownerReachBudget", 1, 100_000, "Distinct devices that an owner may touch in a window.", o => o.Access.OwnerReachBudget, (o, v) => o with { Access = o.Access with { OwnerReachBudget = v } }),
        Setting.Number("access.serviceReachBudget", 1, 100_000, "Distinct devices that a service may touch in a window under a grant that states no number.", o => o.Access.ServiceReachBudget, (o, v) => o with { Access = o.Access with { ServiceReachBudget = v } }),
        Setting.Number("access.socketContents", 1, 1_000_000, "Distinct devices whose contents the local operator may look at in an hour.", o => o.Access.SocketContents, (o, v) => o with { Access = o.Access with { SocketContents = v } }),
        Setting.Number("access.socketActs", 1, 1_000_000, "Grants on one device and new claims that the local operator may give in an hour; a bulk grant is one.", o => o.Access.SocketActs, (o, v) => o with { Access = o.Access with { SocketActs = v } }),
        Setting.Number("access.standingRate", 1, 1_000_000, "Pages of devices' standing that the local operator may list in an hour.", o => o.Access.StandingRate, (o, v) => o with { Access = o.Access with { StandingRate = v } }),
        Setting.Duration("access.reachWindow", TimeSpan.FromMinutes(1), 7 * Day, "The window of reach budgets.", o => o.Access.ReachWindow, (o, v) => o with { Access = o.Access with { ReachWindow = v } }),
        Setting.Number("access.usesAtOnce", 1, 10_000, "Requests and streams of one owner or service at once.", o => o.Access.UsesAtOnce, (o, v) => o with { Access = o.Access with { UsesAtOnce = v } }),
        Setting.Number("access.heldBytes", 64 * 1024, 1024 * 1024 * 1024, "Bytes of answers and bodies that the uses of one principal hold together; beyond it answers leave as they are written.", o => o.Access.HeldBytes, (o, v) => o with { Access = o.Access with { HeldBytes = v } }),
        Setting.Number("access.streamsAtOnce", 1, 10_000, "Of these, live streams.", o => o.Access.StreamsAtOnce, (o, v) => o with { Access = o.Access with { StreamsAtOnce = v } }),

        Setting.Duration("certificates.deviceLifetime", Hour, 90 * Day, "Validity of a device certificate.", o => o.Certificates.DeviceCertificateLifetime, (o, v) => o with { Certificates = o.Certificates with { DeviceCertificateLifetime = v } }),
        Setting.Duration("certificates.renewalGrace", TimeSpan.Zero, 90 * Day, "How long after its expiry a certificate can still renew itself, and nothing else.", o => o.Certificates.RenewalGrace, (o, v) => o with { Certificates = o.Certificates with { RenewalGrace = v } }),
        Setting.Duration("certificates.serverLifetime", Hour, 90 * Day, "Validity of the server's own certificate.", o => o.Certificates.ServerCertificateLifetime, (o, v) => o with { Certificates = o.Certificates with { ServerCertificateLifetime = v } }),
        Setting.List("certificates.serverNames", "DNS names and IP addresses, separated by commas", "Names of this server besides localhost, the loopback addresses and the host's name.", (o, v) => o with { Certificates = o.Certificates with { ServerNames = v } }),
        Setting.List("enrollment.manufacturerTrustAnchors", "PEM files, separated by commas", "Authorities whose initial device identities (IDevID) may enrol devices of the manifest.", (o, v) => o with { Enrollment = o.Enrollment with { ManufacturerTrustAnchors = v } }),

        Setting.Number("devices.twinBytes", 1024, 1024 * 1024, "Bytes of JSON in each half of a twin.", o => o.Devices.TwinBytes, (o, v) => o with { Devices = o.Devices with { TwinBytes = v } }),
        Setting.Number("devices.openCommands", 1, 10_000, "Commands of one device that have not ended.", o => o.Devices.OpenCommands, (o, v) => o with { Devices = o.Devices with { OpenCommands = v } }),
        Setting.Number("devices.commandBytes", 256, 1024 * 1024, "Bytes of a command's payload.", o => o.Devices.CommandBytes, (o, v) => o with { Devices = o.Devices with { CommandBytes = v } }),
        Setting.Number("devices.commandHistory", 10, 100_000, "Ended commands that are kept a device.", o => o.Devices.CommandHistory, (o, v) => o with { Devices = o.Devices with { CommandHistory = v } }),
        Setting.Number("devices.streams", 1, 10_000, "Telemetry streams a device.", o => o.Devices.Streams, (o, v) => o with { Devices = o.Devices with { Streams = v } }),
        Setting.Number("devices.maps", 1, 1000, "Maps and other documents a device.", o => o.Devices.Maps, (o, v) => o with { Devices = o.Devices with { Maps = v } }),
        Setting.Number("devices.mapVersions", 1, 1000, "Versions kept of each document.", o => o.Devices.MapVersions, (o, v) => o with { Devices = o.Devices with { MapVersions = v } }),
        Setting.Number("devices.mapBytes", 1024, 256 * 1024 * 1024, "Bytes of a document after decoding.", o => o.Devices.MapBytes, (o, v) => o with { Devices = o.Devices with { MapBytes = v } }),
        Setting.Number("devices.eventHistory", 10, 100_000, "Events kept a device.", o => o.Devices.EventHistory, (o, v) => o with { Devices = o.Devices with { EventHistory = v } }),

        Setting.Number("gateway.maximumPacketSize", 1024, 16 * 1024 * 1024, "Bytes of an MQTT packet.", o => o.Gateway.MaximumPacketSize, (o, v) => o with { Gateway = o.Gateway with { MaximumPacketSize = v } }),
        Setting.Number("gateway.receiveMaximum", 1, 65_535, "QoS 1 publishes of a device that may wait for their PUBACK.", o => o.Gateway.ReceiveMaximum, (o, v) => o with { Gateway = o.Gateway with { ReceiveMaximum = v } }),
        Setting.Number("gateway.topicAliasMaximum", 0, 1024, "Topic aliases a connection.", o => o.Gateway.TopicAliasMaximum, (o, v) => o with { Gateway = o.Gateway with { TopicAliasMaximum = v } }),
        Setting.Number("gateway.subscriptions", 1, 1000, "Subscriptions a session.", o => o.Gateway.Subscriptions, (o, v) => o with { Gateway = o.Gateway with { Subscriptions = v } }),
        Setting.Duration("gateway.maximumKeepAlive", 10 * Second, TimeSpan.FromSeconds(65_535), "The longest keep-alive.", o => o.Gateway.MaximumKeepAlive, (o, v) => o with { Gateway = o.Gateway with { MaximumKeepAlive = v } }),
        Setting.Duration("gateway.handshakeTimeout", Second, 5 * TimeSpan.FromMinutes(1), "From the TCP connection to the end of the TLS handshake.", o => o.Gateway.HandshakeTimeout, (o, v) => o with { Gateway = o.Gateway with { HandshakeTimeout = v } }),
        Setting.Duration("gateway.connectTimeout", Second, 5 * TimeSpan.FromMinutes(1), "From the TLS handshake to CONNECT.", o => o.Gateway.ConnectTimeout, (o, v) => o with { Gateway = o.Gateway with { ConnectTimeout = v } }),
        Setting.Duration("gateway.writeTimeout", Second, Hour, "How long a device may refuse to read.", o => o.Gateway.WriteTimeout, (o, v) => o with { Gateway = o.Gateway with { WriteTimeout = v } }),
        Setting.Duration("gateway.maximumSessionExpiry", TimeSpan.Zero, 90 * Day, "How long a session outlives its connection at most.", o => o.Gateway.MaximumSessionExpiry, (o, v) => o with { Gateway = o.Gateway with { MaximumSessionExpiry = v } }),
        Setting.Number("gateway.publishRate", 0, 1_000_000, "Packets a second of a device, on whichever connection, sustained; 0: no limit.", o => o.Gateway.PublishRate, (o, v) => o with { Gateway = o.Gateway with { PublishRate = v } }),
        Setting.Number("gateway.publishBurst", 1, 1_000_000, "Packets that may come at once before the rate holds.", o => o.Gateway.PublishBurst, (o, v) => o with { Gateway = o.Gateway with { PublishBurst = v } }),
        Setting.Number("gateway.byteRate", 0, int.MaxValue, "Bytes a second of a device, on whichever connection, sustained; 0: no limit.", o => o.Gateway.ByteRate, (o, v) => o with { Gateway = o.Gateway with { ByteRate = v } }),
        Setting.Number("gateway.byteBurst", 1024, int.MaxValue, "Bytes that may come at once before the rate holds.", o => o.Gateway.ByteBurst, (o, v) => o with { Gateway = o.Gateway with { ByteBurst = v } }),
        Setting.Number("gateway.dayBytes", 0, int.MaxValue, "Bytes of telemetry and events that a device may leave on disk in a UTC day; 0: no limit.", o => o.Gateway.DayBytes, (o, v) => o with { Gateway = o.Gateway with { DayBytes = v } }),
        Setting.Number("gateway.outboundBytes", 1024, 16 * 1024 * 1024, "Bytes of acknowledgements that may wait for a device that does not read; then nothing more is read from it.", o => o.Gateway.OutboundBytes, (o, v) => o with { Gateway = o.Gateway with { OutboundBytes = v } }),
        Setting.Number("gateway.maximumConnections", 1, 1_000_000, "Connections at once on each listener.", o => o.Gateway.MaximumConnections, (o, v) => o with { Gateway = o.Gateway with { MaximumConnections = v } }),
        Setting.List("gateway.profiles", "topic profile files, separated by commas", "Topic profiles of existing firmware; docs/reference/topic-profiles.md.", (o, v) => o with { Gateway = o.Gateway with { Profiles = v } }),

        Setting.Text("ledger.origin", "a URL without its scheme, of at most 100 characters, no blanks and no +", "(made at the first start)", "The log's name in its checkpoints; it never changes after the first start.", t => t.Length is > 0 and <= 100 && !t.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+'), (o, v) => o with { Ledger = o.Ledger with { Origin = v } }),
        Setting.Text("ledger.checkpointCopy", "a file, or none", "{data}.checkpoint", "A file outside of the data folder that gets each checkpoint, by which a restored backup is noticed.", t => t.Length > 0, (o, v) => o with { Ledger = o.Ledger with { CheckpointCopy = v == "none" ? "" : Path.GetFullPath(v) } }),
        Setting.Text("ledger.checkpointWebhook", "an http or https URL", "(none)", "Gets each checkpoint by POST.", t => IsWebUrl(t), (o, v) => o with { Ledger = o.Ledger with { CheckpointWebhook = new Uri(v) } }),
        Setting.Text("ledger.witnesses", "public key and URL of each, as in 'w.example+1a2b3c4d+BASE64 https://w.example/', separated by commas", "(none)", "Witnesses (C2SP tlog-witness) that cosign checkpoints.", t => WitnessText.Parse(t) is not null, (o, v) => o with { Ledger = o.Ledger with { Witnesses = WitnessText.Parse(v)! } }),
        Setting.Duration("ledger.checkpointInterval", TimeSpan.FromSeconds(1), Hour, "Between two checkpoints, when there is something new.", o => o.Ledger.CheckpointInterval, (o, v) => o with { Ledger = o.Ledger with { CheckpointInterval = v } }),
        Setting.Duration("ledger.coalescingWindow", Second, Hour, "How long refusals that are alike are counted before their number is written.", o => o.Ledger.CoalescingWindow, (o, v) => o with { Ledger = o.Ledger with { CoalescingWindow = v } }),
        Setting.Number("ledger.coalescedKinds", 1, 100_000, "Kinds of refusal, by credential or address, that are told apart in a window; what is more is counted together.", o => o.Ledger.CoalescedKinds, (o, v) => o with { Ledger = o.Ledger with { CoalescedKinds = v } }),
        Setting.Number("ledger.heldAnswerBytes", 1024, 64 * 1024 * 1024, "Bytes of an answer that are held back until its entry is committed.", o => o.Ledger.HeldAnswerBytes, (o, v) => o with { Ledger = o.Ledger with { HeldAnswerBytes = v } }),
        Setting.Text("ledger.archiveAfter", "1d to 36500d (a number with s, m, h or d), or never", "never", "Age after which entries move to the blob store.", t => t == "never" || IsAge(t), (o, v) => o with { Ledger = o.Ledger with { ArchiveAfter = Age(v) } }),
        Setting.Text("ledger.retention", "1d to 36500d (a number with s, m, h or d), or never", "never", "Age after which entries are removed; the tree stays.", t => t == "never" || IsAge(t), (o, v) => o with { Ledger = o.Ledger with { Retention = Age(v) } }),
        Setting.Duration("ledger.sourceRetention", Day, 3650 * Day, "How long it can be told which address a pseudonym means.", o => o.Ledger.SourceRetention, (o, v) => o with { Ledger = o.Ledger with { SourceRetention = v } }),

        Setting.Duration("telemetry.retention", Hour, 3650 * Day, "How long telemetry is kept.", o => o.Telemetry.Retention, (o, v) => o with { Telemetry = o.Telemetry with { Retention = v } }),
        Setting.Duration("telemetry.compactAfter", Second, Day, "Age of the oldest uncompacted point after which compaction starts.", o => o.Telemetry.CompactAfter, (o, v) => o with { Telemetry = o.Telemetry with { CompactAfter = v } }),
        Setting.Number("telemetry.compactAfterBytes", 64 * 1024, 1024 * 1024 * 1024, "Uncompacted bytes after which compaction starts; they are held in memory too.", o => o.Telemetry.CompactAfterBytes, (o, v) => o with { Telemetry = o.Telemetry with { CompactAfterBytes = v } }),
        Setting.Number("telemetry.pendingBytes", 64 * 1024, 1024 * 1024 * 1024, "Bytes that may wait for a commit.", o => o.Telemetry.PendingBytes, (o, v) => o with { Telemetry = o.Telemetry with { PendingBytes = v } }),
    ];

    private static bool IsWebUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https");

    private static bool IsAge(string text) => DurationText.TryParse(text, out var age) && age >= Day && age <= 36_500 * Day;

    private static TimeSpan? Age(string text) => text != "never" && DurationText.TryParse(text, out var age) ? age : null;

    private static Setting Address(
        string key, string summary, Func<ListenerOptions, IPEndPoint> get, Func<ListenerOptions, IPEndPoint, ListenerOptions> set) =>
        Setting.Text(
            key,
            "an IP address and a port, as in 0.0.0.0:8883 or [::1]:0 (0: any free port)",
            get(new ListenerOptions()).ToString(),
            summary,
            text => text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out _),
            (o, v) => o with { Listeners = set(o.Listeners, IPEndPoint.Parse(v)) });
}
