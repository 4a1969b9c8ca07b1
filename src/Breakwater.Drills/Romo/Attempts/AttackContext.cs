using System.Security.Cryptography.X509Certificates;
using Breakwater.Device.Trust;
using Breakwater.Drills.Processes;
using Breakwater.Drills.Romo.Evidence;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Drills.Romo.Wire;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Drills.Romo.Attempts;

/// <summary>What every attempt works with.</summary>
/// <param name="ListenFor">How long an attacker listens for what he must not hear: longer than one telemetry interval.</param>
internal sealed record AttackContext(
    StolenBundle Loot, ServerAddresses Server, TrustAnchors Anchors, Watchlist Watchlist, AttackHttp Http, TimeProvider Time, TimeSpan ListenFor)
{
    public ConnectPacket Connect(MqttVersion version = MqttVersion.V500) =>
        new() { Version = version, CleanStart = true, ClientId = Loot.Robot.Serial, KeepAlive = 60 };

    /// <summary>With the stolen certificate.</summary>
    public Task<(AttackSession? Session, Answer Answer)> OpenAsync(ConnectPacket connect, AttemptNotes record, CancellationToken cancellationToken) =>
        OpenAsync(connect, record, Loot.Identity.Certificate, cancellationToken);

    public Task<(AttackSession? Session, Answer Answer)> OpenAsync(
        ConnectPacket connect, AttemptNotes record, X509Certificate2? identity, CancellationToken cancellationToken) =>
        OpenAsync(connect, identity, (topic, payload) => record.Sightings.Observe(topic, payload), cancellationToken);

    /// <param name="onPublish">Topic and payload of everything that the server delivers.</param>
    public Task<(AttackSession? Session, Answer Answer)> OpenAsync(
        ConnectPacket connect, X509Certificate2? identity, Action<string, ReadOnlyMemory<byte>> onPublish, CancellationToken cancellationToken)
    {
        var (host, port) = Loopback.Parse(Server.DevicesMqtt);
        return AttackSession.OpenAsync(host, port, Anchors.ClientOptions(host, identity), connect, onPublish, Time, cancellationToken);
    }

    public Task ListenAsync(CancellationToken cancellationToken) => Task.Delay(ListenFor, Time, cancellationToken);
}
