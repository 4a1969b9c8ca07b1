using Breakwater.Server.Rooms;

namespace Breakwater.Server.Access.Budgets;

/// <summary><c>access.*</c>.</summary>
internal static class AccessSettings
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static Section<AccessOptions> Section { get; } = new Section<AccessOptions>("access")
        .Number("ownerReachBudget", 1, 100_000, "Distinct devices that an owner may touch in a window.", o => o.OwnerReachBudget, (o, v) => o with { OwnerReachBudget = v })
        .Number("serviceReachBudget", 1, 100_000, "Distinct devices that a service may touch in a window under a grant that states no number.", o => o.ServiceReachBudget, (o, v) => o with { ServiceReachBudget = v })
        .Number("socketContents", 1, 1_000_000, "Distinct devices whose contents the local operator may look at in an hour.", o => o.SocketContents, (o, v) => o with { SocketContents = v })
        .Number("socketActs", 1, 1_000_000, "Grants on one device and new claims that the local operator may give in an hour; a bulk grant is one.", o => o.SocketActs, (o, v) => o with { SocketActs = v })
        .Number("standingRate", 1, 1_000_000, "Pages of devices' standing that the local operator may list in an hour.", o => o.StandingRate, (o, v) => o with { StandingRate = v })
        .Duration("reachWindow", TimeSpan.FromMinutes(1), 7 * Day, "The window of reach budgets.", o => o.ReachWindow, (o, v) => o with { ReachWindow = v })
        .Number("usesAtOnce", 1, 10_000, "Requests and streams of one owner or service at once.", o => o.UsesAtOnce, (o, v) => o with { UsesAtOnce = v })
        .Number("heldBytes", 64 * 1024, 1024 * 1024 * 1024, "Bytes of answers and bodies that the uses of one principal hold together; beyond it answers leave as they are written.", o => o.HeldBytes, (o, v) => o with { HeldBytes = v })
        .Number("streamsAtOnce", 1, 10_000, "Of these, live streams.", o => o.StreamsAtOnce, (o, v) => o with { StreamsAtOnce = v });
}
