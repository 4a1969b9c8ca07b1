using Breakwater.Drills.Romo.Attempts;

namespace Breakwater.Drills.Romo.Catalogue;

/// <summary>Everything that the thief tries, the incident's own script first.</summary>
internal static class RomoCatalogue
{
    public static IReadOnlyList<Attempt> All { get; } =
    [
        .. SubscribeAttempts.All, .. PublishAttempts.All, .. ConnectAttempts.All, .. RawAttempts.All,
        .. HttpAttempts.All, .. TrickAttempts.All, .. ListenerAttempts.All, .. EnrolAttempts.All,
    ];
}
