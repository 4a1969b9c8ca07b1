using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Recording;

namespace Breakwater.Server.Http.Walk;

/// <summary>How far a request has come.</summary>
internal sealed record RequestWalk(HttpContext Http, WayInPolicy Policy, Principal? Principal, DeviceId? Device)
{
    public string WayIn => $"{Http.Request.Method} {(Http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "?"}";

    /// <summary>The peer's address; null on the admin socket.</summary>
    public string? Address => Http.Connection.RemoteIpAddress is { } address ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : null;

    /// <summary>What the ledger is told of this request, whatever became of it.</summary>
    public AccessFacts ToFacts() => new()
    {
        Type = TypeOf(Http.Request.Method),
        Operation = Policy.Action?.Name() ?? "none",
        WayIn = WayIn,
        Role = Principal is null ? "anonymous" : Principal.Kind.ToString().ToLowerInvariant(),
        Principal = Principal?.Id.ToString(),
        Credential = Principal?.Credential,
        Address = Address,
        Device = Device,
        BytesIn = Http.Request.ContentLength ?? 0,
    };

    private static EntryType TypeOf(string method) => method switch
    {
        "GET" => EntryType.ApiRead,
        "POST" => EntryType.ApiCreate,
        "PUT" or "PATCH" => EntryType.ApiUpdate,
        "DELETE" => EntryType.ApiDelete,
        _ => EntryType.ApiOther,
    };
}
