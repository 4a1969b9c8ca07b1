using System.Net.Sockets;
using System.Security.Authentication;
using Breakwater.Bench.Fleet;
using Breakwater.Bench.Load;
using Breakwater.Bench.Servers;

namespace Breakwater.Bench.Revocation;

/// <summary>Tries a device's certificate at both device listeners.</summary>
internal sealed class RefusalCheck(BreakwaterServer server)
{
    private readonly EstClient est = new(server.DevicesHttps);

    /// <summary>True: the certificate opens an MQTT session.</summary>
    public async Task<bool> MqttOpensAsync(BenchDevice device, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await MqttConnection.OpenAsync(server.Target.Mqtt, device, cancellationToken);
            return true;
        }
        catch (Exception refusal) when (refusal is LoadException or IOException or SocketException or AuthenticationException)
        {
            return false;
        }
    }

    /// <summary>True: the certificate gets its device a new one.</summary>
    public async Task<bool> HttpsOpensAsync(BenchDevice device, CancellationToken cancellationToken)
    {
        try
        {
            return await est.RenewAsync(device, cancellationToken) is >= 200 and < 300;
        }
        catch (Exception refusal) when (refusal is InvalidOperationException or IOException or SocketException or AuthenticationException)
        {
            return false;
        }
    }
}
