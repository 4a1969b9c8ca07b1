using System.Net;

namespace Breakwater.Drills.Processes;

/// <summary>Drills attack and load only what runs on this machine; there is no switch for anything else.</summary>
internal static class Loopback
{
    /// <exception cref="ArgumentException">The host is not a loopback address.</exception>
    public static void Require(string host)
    {
        if (host != "localhost" && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
        {
            throw new ArgumentException($"Drills run against this machine only, and {host} is not a loopback address.", nameof(host));
        }
    }

    /// <summary>Takes an address such as <c>127.0.0.1:8883</c> apart.</summary>
    /// <exception cref="ArgumentException">It is not such an address, or not a loopback one.</exception>
    public static (string Host, int Port) Parse(string address)
    {
        if (!IPEndPoint.TryParse(address, out var endpoint))
        {
            throw new ArgumentException($"{address} is not an address with a port.", nameof(address));
        }

        Require(endpoint.Address.ToString());
        return (endpoint.Address.ToString(), endpoint.Port);
    }
}
