using System.Text;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Publishing;

namespace Breakwater.Drills.Romo.Catalogue;

/// <summary>Speaking as others, and giving others orders.</summary>
internal static class PublishAttempts
{
    private const string CommandId = "0190a0b0c0d07000800000000000beef";

    private static readonly string[] Speech = ["{x}/telemetry/state", "devices/{x}/telemetry/state", "devices/{x}/state", "telemetry/{x}/state", "{x}/twin/reported", "{x}/maps/floor", "../{x}/telemetry/state"];

    private static readonly string[] Orders =
    [
        $"{{x}}/commands/locate/{CommandId}", $"devices/{{x}}/commands/locate/{CommandId}", "devices/{x}/commands", "{x}/twin/desired", "devices/{x}/twin/desired",
        $"commands/{{x}}/{CommandId}", $"../{{x}}/commands/locate/{CommandId}", "thing/product/{x}/services",
    ];

    public static IEnumerable<Attempt> All { get; } =
    [
        new PublishAttempt("telemetry-as-others-by-id", "PUBLISH of telemetry, twin and maps under ten other ids", (loot, mark) => Of(loot, Speech, other => other.Id.ToString(), mark)),
        new PublishAttempt("telemetry-as-others-by-serial", "PUBLISH of telemetry, twin and maps under ten other serials", (loot, mark) => Of(loot, Speech, other => other.Serial, mark)),
        new PublishAttempt("commands-to-others-by-id", "PUBLISH of commands and desired states to ten other ids", (loot, mark) => Of(loot, Orders, other => other.Id.ToString(), mark)),
        new PublishAttempt("commands-to-others-by-serial", "PUBLISH of commands and desired states to ten other serials", (loot, mark) => Of(loot, Orders, other => other.Serial, mark)),
        new PublishAttempt("commands-to-others-qos0", "The same with QoS 0", (loot, mark) => Of(loot, Orders, other => other.Serial, mark).Take(16).Select(shot => shot with { Qos = QualityOfService.AtMostOnce })),
        new PublishAttempt("commands-to-others-mqtt311", "The same in MQTT 3.1.1", (loot, mark) => Of(loot, Orders, other => other.Serial, mark).Take(16), MqttVersion.V311),
        new PublishAttempt("commands-to-others-qos2", "The same with QoS 2", (loot, mark) => Of(loot, Orders, other => other.Serial, mark).Take(8).Select(shot => shot with { Qos = QualityOfService.ExactlyOnce })),
        new PublishAttempt("commands-to-others-retained", "The same, retained", (loot, mark) => Of(loot, Orders, other => other.Id.ToString(), mark).Take(16).Select(shot => shot with { Retain = true })),
        new PublishAttempt("as-the-cloud", "PUBLISH on the topics that only the cloud speaks on", (_, mark) =>
        [
            new Shot($"commands/locate/{CommandId}", Order(mark)), new Shot("twin/desired", $"{{\"version\":99,\"state\":{Order(mark)}}}"),
            new Shot("twin/reported/accepted", "{}"), new Shot("commands/#", Order(mark)), new Shot("#", Order(mark)), new Shot("$SYS/broker/uptime", Order(mark)),
        ]),
        new PublishAttempt("topic-alias-to-others", "An alias bound to another's topic, then used alone", (loot, mark) => loot.Others.SelectMany(other => new[]
        {
            new Shot($"devices/{other.Serial}/commands/locate/{CommandId}", Order(mark)) { Properties = new PublishProperties { TopicAlias = 1 } },
            new Shot("", Order(mark)) { Properties = new PublishProperties { TopicAlias = 1 } },
        })),
        new PublishAttempt("topic-alias-rebound", "An alias bound to an own topic, rebound to another's", (loot, mark) =>
        [
            new Shot("telemetry/state", Order(mark)) { Properties = new PublishProperties { TopicAlias = 1 } },
            new Shot($"{loot.Others[0].Id}/commands/locate/{CommandId}", Order(mark)) { Properties = new PublishProperties { TopicAlias = 1 } },
            new Shot("", Order(mark)) { Properties = new PublishProperties { TopicAlias = 1 } },
        ]),
        new PublishAttempt("response-topic-to-others", "An own topic whose answer shall go to another", (loot, mark) => loot.Others.Select(other =>
            new Shot("twin/reported", $"{{\"note\":\"{mark}\"}}")
            {
                Properties = new PublishProperties
                {
                    ResponseTopic = Encoding.UTF8.GetBytes($"devices/{other.Serial}/commands/locate/{CommandId}"),
                    CorrelationData = Encoding.UTF8.GetBytes(other.Id.ToString()),
                },
            })),
        new PublishAttempt("body-names-others", "Own topics whose content claims to be another robot's", (loot, mark) => loot.Others.SelectMany(other => new[]
        {
            new Shot("telemetry/state", $"{{\"deviceId\":\"{other.Id}\",\"serial\":\"{other.Serial}\",\"note\":\"{mark}\"}}"),
            new Shot("twin/reported", $"{{\"deviceId\":\"{other.Id}\",\"serial\":\"{other.Serial}\",\"note\":\"{mark}\"}}"),
        })),
        new PublishAttempt("acks-for-others", "Acknowledgements of commands that others got", (loot, mark) => loot.Others.Select(other =>
            new Shot($"commands/locate/{other.Id}/ack", $"{{\"status\":\"done\",\"result\":\"{mark}\"}}"))),
    ];

    private static string Order(string mark) => $"{{\"mark\":\"{mark}\"}}";

    private static IEnumerable<Shot> Of(StolenBundle loot, string[] layouts, Func<StolenName, string> name, string mark) =>
        from other in loot.Others
        from layout in layouts
        select new Shot(layout.Replace("{x}", name(other), StringComparison.Ordinal), Order(mark));
}
