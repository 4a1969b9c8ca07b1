using Breakwater.Device.Connection;
using Breakwater.Device.Identity;
using Breakwater.Device.Messaging;
using Breakwater.Device.Trust;

namespace Breakwater.Device;

/// <summary>
/// What a device needs to know. There is no switch for plain TCP, for older TLS, or for a server that cannot prove its name:
/// the first device that ships with one set would be the hole.
/// </summary>
public sealed record DeviceOptions
{
    /// <summary>A DNS name or address; it must stand in the server's certificate.</summary>
    public required string Host { get; init; }

    /// <summary>Whom to believe.</summary>
    public required TrustAnchors TrustAnchors { get; init; }

    /// <summary>As in the factory manifest.</summary>
    public required string Serial { get; init; }

    /// <summary>Gives the single-use factory claim. Asked only while there is no certificate, so it can read from a protected element.</summary>
    public required Func<CancellationToken, ValueTask<string>> Claim { get; init; }

    /// <summary>Where <see cref="IdentityStore"/> keeps key and certificate.</summary>
    public required string IdentityFolder { get; init; }

    /// <summary>MQTT over mutual TLS; default 8883, the IANA port for secure-mqtt.</summary>
    public int MqttPort { get; init; } = 8883;

    /// <summary>EST; default 8443, Breakwater's <c>devices-https</c>.</summary>
    public int EstPort { get; init; } = 8443;

    /// <summary>Default 60 s. Azure IoT Hub allows up to 1,177 s, AWS IoT 1,200 s; home routers forget idle connections after minutes.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For TCP, TLS and CONNACK together, and for each EST exchange; default 30 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From a report's PUBACK to the answer; default 30 s.</summary>
    public TimeSpan ReportTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Messages kept while the server is away; default 1,000 (50 minutes of a message every three seconds).</summary>
    public int QueueCapacity { get; init; } = 1000;

    public QueueFullPolicy QueueFullPolicy { get; init; } = QueueFullPolicy.DropOldest;

    /// <summary>QoS 1 messages without PUBACK; default 16, below the receive maximum of common brokers (Mosquitto's <c>max_inflight_messages</c>: 20).</summary>
    public int MaximumInFlight { get; init; } = 16;

    public Backoff Backoff { get; init; } = Backoff.Default;

    /// <summary>Everything that is wrong with these options, not only the first.</summary>
    internal IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Require(!string.IsNullOrWhiteSpace(Host), "Host: a DNS name or address is required.");
        Require(TrustAnchors is not null, "TrustAnchors: required; there is no default authority.");
        Require(!string.IsNullOrWhiteSpace(Serial) && !Serial.Contains(':', StringComparison.Ordinal), "Serial: required, without a colon (RFC 7617).");
        Require(Claim is not null, "Claim: required.");
        Require(!string.IsNullOrWhiteSpace(IdentityFolder), "IdentityFolder: required.");
        Require(MqttPort is > 0 and <= ushort.MaxValue, "MqttPort: 1 to 65535.");
        Require(EstPort is > 0 and <= ushort.MaxValue, "EstPort: 1 to 65535.");
        Require(KeepAlive >= TimeSpan.FromSeconds(1) && KeepAlive <= TimeSpan.FromSeconds(ushort.MaxValue), "KeepAlive: 1 s to 65,535 s.");
        Require(ConnectTimeout > TimeSpan.Zero && ConnectTimeout <= TimeSpan.FromHours(1), "ConnectTimeout: more than 0, up to 1 h.");
        Require(ReportTimeout > TimeSpan.Zero && ReportTimeout <= TimeSpan.FromHours(1), "ReportTimeout: more than 0, up to 1 h.");
        Require(QueueCapacity is > 0 and <= 1_000_000, "QueueCapacity: 1 to 1,000,000.");
        Require(MaximumInFlight is > 0 and <= ushort.MaxValue, "MaximumInFlight: 1 to 65,535.");
        return errors;

        void Require(bool holds, string error)
        {
            if (!holds)
            {
                errors.Add(error);
            }
        }
    }
}
