using Breakwater.Contracts.Ids;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Catalogue;

/// <summary>The public API with the owner's token.</summary>
internal static class HttpAttempts
{
    private static readonly string[] Reads =
    [
        "", "/twin", "/telemetry", "/telemetry/state", "/telemetry/state?limit=1000", "/maps", "/maps/floor", "/events", "/commands", "/live",
    ];

    public static IEnumerable<Attempt> All { get; } =
    [
        new HttpAttempt("read-others", "read", "GET of ten others' device, twin, telemetry, maps, events, commands and live stream", (context, _) =>
            from other in context.Loot.Others
            from read in Reads
            select Probe(context, HttpMethod.Get, $"/v1/devices/{other.Id}{read}", other)),
        new HttpAttempt("read-others-by-serial", "read", "The same by serial", (context, _) =>
            from other in context.Loot.Others
            from read in (string[])["", "/twin", "/telemetry/state"]
            select Probe(context, HttpMethod.Get, $"/v1/devices/{other.Serial}{read}", other)),
        new HttpAttempt("read-others-commands", "read", "GET of commands by id under others", (context, _) =>
            context.Loot.Others.Select(other => Probe(context, HttpMethod.Get, $"/v1/devices/{other.Id}/commands/{CommandId.Create(context.Time.GetUtcNow())}", other))),
        new HttpAttempt("write-others-twin", "write", "PATCH of ten others' desired state", (context, mark) =>
            context.Loot.Others.Select(other => Probe(context, HttpMethod.Patch, $"/v1/devices/{other.Id}/twin/desired", other) with
            {
                Body = $"{{\"fanSpeed\":\"max\",\"note\":\"{mark}\"}}", MediaType = "application/merge-patch+json",
            })),
        new HttpAttempt("command-others", "write", "POST of commands to ten others", (context, mark) =>
            context.Loot.Others.Select(other => Probe(context, HttpMethod.Post, $"/v1/devices/{other.Id}/commands", other) with
            {
                Body = $"{{\"name\":\"locate\",\"payload\":{{\"mark\":\"{mark}\"}}}}",
            })),
        new HttpAttempt("command-own-name-others", "write", "POST to an own robot of a command whose content names others", (context, mark) =>
            context.Loot.Others.Select(other => Probe(context, HttpMethod.Post, $"/v1/devices/{context.Loot.OwnerDevices[0].Id}/commands", null) with
            {
                Body = $"{{\"name\":\"locate\",\"payload\":{{\"deviceId\":\"{other.Id}\"}},\"deviceId\":\"{other.Id}\",\"device\":\"{other.Serial}\"}}",
            })),
        new HttpAttempt("delete-others", "write", "DELETE and PUT of ten others", (context, _) =>
            from other in context.Loot.Others
            from method in (HttpMethod[])[HttpMethod.Delete, HttpMethod.Put]
            select Probe(context, method, $"/v1/devices/{other.Id}", other)),
        new HttpAttempt("enumerate-ids", "enumerate", "GET of 200 random and near ids", (context, _) =>
            Enumerable.Range(0, 200).Select(i => Probe(context, HttpMethod.Get, $"/v1/devices/{(i % 2 == 0 ? DeviceId.Create().ToString() : Near(context.Loot.Robot.Id, i))}", null))),
        new HttpAttempt("enumerate-serials", "enumerate", "GET of the 100 serials around the stolen robot's", (context, _) =>
            Enumerable.Range(-50, 100).Where(i => i != 0).Select(i => Probe(context, HttpMethod.Get, $"/v1/devices/{long.Parse(context.Loot.Robot.Serial, System.Globalization.CultureInfo.InvariantCulture) + i:D14}", null))),
        new HttpAttempt("list-everything", "enumerate", "GET /v1/devices with every parameter that could widen it", (context, _) =>
            ((string[])
            [
                "?limit=1000000", "?limit=-1", "?limit=0", "?limit=2147483648", "?all=true", "?owner=*", $"?owner=owner:{new string('0', 32)}", "?filter=1%20eq%201",
                "?cursor=", "?cursor=0", "?cursor=AAAAAAAAAAAAAAAAAAAAAA", $"?cursor={context.Loot.Others[0].Id}", $"?cursor={context.Loot.Others[0].Serial}", "?cursor=%00", "?cursor='%20OR%201=1--",
                "?serial=" + context.Loot.Others[0].Serial, "?state=active&limit=1000", "?limit=1&limit=100000",
            ]).Select(query => Probe(context, HttpMethod.Get, "/v1/devices" + query, null))),
    ];

    internal static HttpProbe Probe(AttackContext context, HttpMethod method, string path, StolenName? aim) =>
        new(method, context.Server.PublicHttps, path, aim?.Serial) { Authorization = "Bearer " + context.Loot.OwnerToken };

    /// <summary>An id that differs in its last digits: useful where ids are counted up.</summary>
    private static string Near(DeviceId id, int distance) => (UInt128.Parse(id.ToString(), System.Globalization.NumberStyles.HexNumber, null) + (UInt128)distance).ToString("x32", null);
}
