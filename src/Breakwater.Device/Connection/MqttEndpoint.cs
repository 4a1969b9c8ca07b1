using System.Net;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Device.Trust;

namespace Breakwater.Device.Connection;

/// <summary>Where and as whom to open an MQTT session.</summary>
/// <param name="KeepAlive">MQTT 5.0 §3.1.2.10; whole seconds.</param>
/// <param name="ConnectTimeout">For TCP, TLS and CONNACK together.</param>
internal sealed record MqttEndpoint(
    string Host, int Port, TrustAnchors Anchors, X509Certificate2? Identity, string ClientId, TimeSpan KeepAlive, TimeSpan ConnectTimeout)
{
    public EndPoint Address => IPAddress.TryParse(Host, out var address) ? new IPEndPoint(address, Port) : new DnsEndPoint(Host, Port);
}
