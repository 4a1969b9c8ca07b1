using System.Net;
using Breakwater.Server.Access.WaysIn;

namespace Breakwater.Server.Access.Gate;

/// <summary>Where somebody speaks from: by which listener, and from which address. The one place that turns an address into text.</summary>
internal readonly record struct Origin
{
    public Origin(ListenerName listener, IPAddress? address)
    {
        Listener = listener;
        Address = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }

    public ListenerName Listener { get; }

    /// <summary>Null on the admin socket.</summary>
    public IPAddress? Address { get; }

    public string? AddressText => Address?.ToString();
}
