namespace Breakwater.Server.Devices.Rules;

/// <summary>What the name of a stream, command, map or event may look like: one topic level, one path segment.</summary>
internal static class DeviceNames
{
    public const string Rule = "1 to 64 characters of A-Z a-z 0-9 - _ .";

    public static bool IsValid(string? name) => DeviceSerial.IsValid(name);
}
