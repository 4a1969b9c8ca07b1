using Breakwater.Contracts.Admin;
using Breakwater.Drills.Processes;

namespace Breakwater.Drills.Romo.Wire;

/// <summary>Where a server listens, each as <c>127.0.0.1:port</c>.</summary>
public sealed record ServerAddresses(string DevicesMqtt, string DevicesHttps, string PublicHttps, string OperatorsHttps)
{
    /// <param name="listeners">As in <see cref="ServerReady.Listeners"/>.</param>
    /// <exception cref="ArgumentException">A listener is missing or not on this machine.</exception>
    public static ServerAddresses From(IReadOnlyDictionary<string, string> listeners)
    {
        string Of(string name)
        {
            var address = listeners.GetValueOrDefault(name) ?? throw new ArgumentException($"The server has no listener {name}.", nameof(listeners));
            Loopback.Parse(address);
            return address;
        }

        return new ServerAddresses(Of("devices-mqtt"), Of("devices-https"), Of("public-https"), Of("operators-https"));
    }
}
