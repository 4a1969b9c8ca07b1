namespace Breakwater.Drills.Fleet.Links;

/// <summary>The shared topic tree of the open broker: <c>devices/{serial}/…</c>.</summary>
internal static class OpenTopics
{
    public static string Commands(string serial) => $"devices/{serial}/commands/#";

    public static string Command(string serial, string name, string id) => $"devices/{serial}/commands/{name}/{id}";

    public static string Of(string serial, RobotMessage message) => message.Kind switch
    {
        RobotMessageKind.Telemetry => $"devices/{serial}/{message.Name}",
        RobotMessageKind.Map => $"devices/{serial}/map",
        RobotMessageKind.Event => $"devices/{serial}/events/{message.Name}",
        _ => $"devices/{serial}/reported",
    };

    /// <summary>A command has five levels; its acknowledgement, on the same subscription, has six.</summary>
    public static bool TryParseCommand(string topic, out string name)
    {
        var levels = topic.Split('/');
        name = levels is ["devices", _, "commands", var command, _] ? command : "";
        return name.Length > 0;
    }

    /// <summary>Whose topic it is; empty when it is nobody's.</summary>
    public static string SerialOf(string topic) => topic.Split('/') is ["devices", var serial, ..] ? serial : "";
}
