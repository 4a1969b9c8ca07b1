using Breakwater.Device.Commands;

namespace Breakwater.Device.Messaging;

/// <summary>The native topic profile. Topics are relative to the certificate: none names a device.</summary>
internal static class Topics
{
    public const string Reported = "twin/reported";
    public const string ReportedAccepted = "twin/reported/accepted";
    public const string ReportedRejected = "twin/reported/rejected";
    public const string Desired = "twin/desired";

    public static string[] Subscriptions { get; } = [Desired, "twin/reported/+", "commands/#"];

    public static string Telemetry(string stream) => "telemetry/" + stream;

    public static string Map(string name) => "maps/" + name;

    public static string Event(string name) => "events/" + name;

    public static string Acknowledgement(DeviceCommand command) => $"commands/{command.Name}/{command.Id}/ack";

    /// <summary><c>commands/{name}/{id}</c>.</summary>
    public static bool TryParseCommand(string topic, out string name, out string id)
    {
        var levels = topic.Split('/');
        var isCommand = levels is ["commands", { Length: > 0 }, { Length: > 0 }];
        name = isCommand ? levels[1] : "";
        id = isCommand ? levels[2] : "";
        return isCommand;
    }
}
