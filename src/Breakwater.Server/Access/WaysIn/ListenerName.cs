using System.Collections.Frozen;

namespace Breakwater.Server.Access.WaysIn;

/// <summary>The listeners; an endpoint belongs to exactly one. See docs/design/architecture.md.</summary>
public enum ListenerName
{
    DevicesMqtt,
    DevicesHttps,
    PublicHttps,
    OperatorsHttps,
    AdminSocket,
}

public static class ListenerNames
{
    private static readonly FrozenDictionary<ListenerName, string> Names = new Dictionary<ListenerName, string>
    {
        [ListenerName.DevicesMqtt] = "devices-mqtt",
        [ListenerName.DevicesHttps] = "devices-https",
        [ListenerName.PublicHttps] = "public-https",
        [ListenerName.OperatorsHttps] = "operators-https",
        [ListenerName.AdminSocket] = "admin-socket",
    }.ToFrozenDictionary();

    public static string Text(this ListenerName listener) => Names[listener];
}
