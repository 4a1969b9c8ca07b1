namespace Breakwater.Drills.Romo.Loot;

/// <summary>Every action that an owner can be given; the thief has them all.</summary>
internal static class OwnerScopes
{
    public static IReadOnlyList<string> All { get; } =
    [
        "devices:read", "twin:read", "twin:write", "telemetry:read", "commands:read", "commands:send", "maps:read", "events:read", "live:read",
    ];
}
