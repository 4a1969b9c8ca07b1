using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Drills.Romo.Catalogue;

/// <summary>Reading what others publish, beginning with what the incident's script did.</summary>
internal static class SubscribeAttempts
{
    /// <summary>Where clouds put a device's name. <c>{x}</c> is the name.</summary>
    private static readonly string[] Layouts =
    [
        "{x}/#", "{x}/+", "devices/{x}/#", "device/{x}/+", "d/{x}/telemetry/#", "fleet/{x}/#", "robots/{x}/state", "v1/devices/{x}/#", "thing/product/{x}/osd",
        "sys/product/{x}/status", "$aws/things/{x}/shadow/#", "$iothub/twin/{x}/#", "telemetry/{x}/state", "twin/{x}/reported", "commands/{x}/#", "maps/{x}/#",
        "../{x}/#", "telemetry/../../{x}/telemetry/state", "/{x}/telemetry/state",
    ];

    public static IEnumerable<Attempt> All { get; } =
    [
        new SubscribeAttempt("wildcard-all", "SUBSCRIBE #", _ => [["#"]]),
        new SubscribeAttempt("wildcard-all-qos0", "SUBSCRIBE # with QoS 0", _ => [["#"]], qos: QualityOfService.AtMostOnce),
        new SubscribeAttempt("wildcard-all-mqtt311", "SUBSCRIBE # in MQTT 3.1.1", _ => [["#"]], MqttVersion.V311),
        new SubscribeAttempt("wildcard-levels", "SUBSCRIBE +, +/+, +/+/+, +/#, /#, /+", _ => [["+"], ["+/+"], ["+/+/+"], ["+/+/+/+"], ["+/#"], ["/#"], ["/+"]]),
        new SubscribeAttempt("wildcard-levels-mqtt311", "The same in MQTT 3.1.1", _ => [["+"], ["+/+"], ["+/+/+"], ["+/#"], ["/#"]], MqttVersion.V311),
        new SubscribeAttempt("wildcard-tails", "SUBSCRIBE +/telemetry/state and the like",
            _ => [["+/telemetry/state"], ["+/telemetry/#"], ["devices/+/telemetry/#"], ["devices/+/state"], ["+/commands/#"], ["+/maps/floor"], ["+/twin/reported"]]),
        new SubscribeAttempt("system-topics", "SUBSCRIBE $SYS/# and relatives", _ => [["$SYS/#"], ["$SYS/broker/clients/#"], ["$events/#"], ["$aws/#"], ["$iothub/#"], ["$queue/#"]]),
        new SubscribeAttempt("shared-subscriptions", "SUBSCRIBE $share/x/#, $share/x/+/+, and of named layouts",
            loot => [["$share/x/#"], ["$share/x/+/+"], ["$share/x/devices/#"], ["$share/x/telemetry/#"], [$"$share/x/{loot.Others[0].Serial}/#"], ["$queue/#"]]),
        new SubscribeAttempt("first-filter-good", "One SUBSCRIBE whose first filter is its own, the others not",
            loot => [["commands/#", "#", "+/+", $"devices/{loot.Others[0].Id}/#", $"{loot.Others[0].Serial}/#"]]),
        new SubscribeAttempt("others-by-id", "SUBSCRIBE of ten other robots' ids under 19 layouts", loot => Of(loot, other => other.Id.ToString())),
        new SubscribeAttempt("others-by-serial", "SUBSCRIBE of ten other robots' serials under 19 layouts", loot => Of(loot, other => other.Serial)),
        new SubscribeAttempt("others-by-serial-mqtt311", "The same in MQTT 3.1.1, one robot", loot => Of(loot with { Others = [loot.Others[0]] }, other => other.Serial), MqttVersion.V311),
        new SubscribeAttempt("upstream-topics", "SUBSCRIBE of what only the cloud reads",
            _ => [["telemetry/#"], ["telemetry/state"], ["maps/#"], ["maps/floor"], ["events/#"], ["commands/+/+/ack"], ["twin/#"]]),
        new SubscribeAttempt("qos2-wildcard", "SUBSCRIBE # with QoS 2", _ => [["#"], ["commands/#"]], qos: QualityOfService.ExactlyOnce),
    ];

    private static IEnumerable<IReadOnlyList<string>> Of(StolenBundle loot, Func<StolenName, string> name) =>
        from other in loot.Others
        from layout in Layouts
        select (IReadOnlyList<string>)[layout.Replace("{x}", name(other), StringComparison.Ordinal)];
}
