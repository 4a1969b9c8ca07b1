using System.Net;

namespace Breakwater.Server.Access.WaysIn;

/// <summary>Where somebody speaks from: by which listener, and from which address.</summary>
internal readonly record struct Origin
{
    public Origin(ListenerName listener, IPAddress? address)
    {
        Listener = listener;
        Address = address is null ? null : Plain(address);
    }

    public ListenerName Listener { get; }

    /// <summary>Null on the admin socket.</summary>
    public IPAddress? Address { get; }

    public string? AddressText => Address?.ToString();

    /// <summary>One address has one text: of IPv4, also where it came over a socket of both.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
