using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Catalogue;

/// <summary>The right credential at the wrong door.</summary>
internal static class ListenerAttempts
{
    private static readonly string[] Doors =
    [
        "/", "/admin/v1/devices", "/admin/v1/tokens", "/admin/v1/owners", "/admin/v1/surface", "/v1/devices", "/api/devices", "/metrics", "/health", "/healthz", "/ready", "/swagger/v1/swagger.json",
        "/openapi/v1.json", "/.env", "/.git/config", "/debug/pprof/", "/actuator", "/orleans", "/dashboard", "/console", "/connect/token", "/.well-known/openid-configuration",
    ];

    public static IEnumerable<Attempt> All { get; } =
    [
        new HttpAttempt("device-certificate-at-public", "listener", "The stolen certificate at the public listener", (context, _) =>
            context.Loot.Others.Select(other => new HttpProbe(HttpMethod.Get, context.Server.PublicHttps, $"/v1/devices/{other.Id}/twin", other.Serial) { WithCertificate = true })),
        new HttpAttempt("device-certificate-at-operators", "listener", "The stolen certificate at the operators' listener", (context, _) =>
            Doors.Select(door => new HttpProbe(HttpMethod.Get, context.Server.OperatorsHttps, door) { WithCertificate = true })),
        new HttpAttempt("owner-token-at-operators", "listener", "The owner's token at the operators' listener", (context, _) =>
            Doors.Concat(context.Loot.Others.Select(other => $"/v1/devices/{other.Id}/twin"))
                .Select(door => new HttpProbe(HttpMethod.Get, context.Server.OperatorsHttps, door) { Authorization = "Bearer " + context.Loot.OwnerToken })),
        new HttpAttempt("owner-token-at-devices", "listener", "The owner's token at the devices' listener", (context, _) =>
            Doors.Concat(context.Loot.Others.Select(other => $"/v1/devices/{other.Id}/twin"))
                .Select(door => new HttpProbe(HttpMethod.Get, context.Server.DevicesHttps, door) { Authorization = "Bearer " + context.Loot.OwnerToken })),
        new HttpAttempt("device-certificate-at-devices", "listener", "The stolen certificate for others at the devices' listener", (context, _) =>
            Doors.Concat(context.Loot.Others.SelectMany(other => (string[])[$"/v1/devices/{other.Id}/twin", $"/blobs/{other.Id}", $"/updates/{other.Serial}"]))
                .Select(door => new HttpProbe(HttpMethod.Get, context.Server.DevicesHttps, door) { WithCertificate = true })),
        new HttpAttempt("admin-over-public", "listener", "The operator's interface over the public listener", (context, mark) =>
            Doors.Select(door => HttpAttempts.Probe(context, HttpMethod.Get, door, null)).Where(probe => probe.Path is not "/v1/devices")
                .Append(HttpAttempts.Probe(context, HttpMethod.Post, "/admin/v1/tokens", null) with
                {
                    Body = $"{{\"principal\":\"operator:local\",\"name\":\"{mark}\",\"scopes\":[\"devices:read\"],\"expiresInSeconds\":3600}}",
                })
                .Append(HttpAttempts.Probe(context, HttpMethod.Post, $"/admin/v1/devices/{context.Loot.Others[0].Id}/revoke", context.Loot.Others[0]) with { Body = $"{{\"reason\":\"{mark}\"}}" })),
    ];
}
