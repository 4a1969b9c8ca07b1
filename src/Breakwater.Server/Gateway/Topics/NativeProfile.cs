using Breakwater.Contracts.Devices;

namespace Breakwater.Server.Gateway.Topics;

/// <summary>The topics that Breakwater's own devices use; see docs/design/architecture.md. It is made of the same rules as every other profile.</summary>
internal static class NativeProfile
{
    public static TopicProfile Instance { get; } = new(
        "native",
        Models: [],
        Publish:
        [
            Rule("telemetry/{stream}", RouteKind.Telemetry, "{stream}"),
            Rule("twin/reported", RouteKind.ReportedPatch, ""),
            Rule("maps/{name}", RouteKind.Map, "{name}"),
            Rule("events/{name}", RouteKind.Event, "{name}"),
            Rule("commands/{name}/{id}/ack", RouteKind.CommandAnswer, "{id}"),
        ],
        Commands: [new CommandRule(CommandRule.AnyCommand, Template("commands/{name}/{id}"), null, CompletesOnDelivery: false, CommandClass.Moves)],
        Subscribe: [Template("commands/{*any}"), Template("twin/desired"), Template("twin/reported/{answer}")],
        Desired: "twin/desired",
        ReportedAccepted: "twin/reported/accepted",
        ReportedRejected: "twin/reported/rejected");

    private static TopicTemplate Template(string text) => TopicTemplate.Parse(text, new HashSet<string>());

    private static PublishRule Rule(string topic, RouteKind kind, string name) =>
        new(Template(topic), [kind], name, "", ReportedLayout.Plain, DocumentEncoding.Identity, null);
}
