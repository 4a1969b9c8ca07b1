using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Access.Budgets;

/// <summary>Limits of the access decision.</summary>
public sealed record AccessOptions
{
    /// <summary>Distinct devices that an owner may touch in a window. Source: a large household has tens of connected appliances, not hundreds.</summary>
    public int OwnerReachBudget { get; init; } = 50;

    /// <summary>
    /// Distinct devices that a service may touch in a window under a grant that states no number. Source: what one person at a support desk handles in an hour; the
    /// Romo script touched 6,700 in nine minutes.
    /// </summary>
    public int ServiceReachBudget { get; init; } = 25;

    public TimeSpan ReachWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Uses of one owner or service at once. Source: browsers open 6 connections a host, HTTP/2 clients 100 streams.</summary>
    public int UsesAtOnce { get; init; } = 64;

    /// <summary>Of these, live streams. Source: a household has some screens.</summary>
    public int StreamsAtOnce { get; init; } = 8;

    /// <summary>
    /// Bytes of answers and bodies that the uses of one principal hold together; beyond it answers leave as they are written. Source: four whole answers of
    /// <see cref="Ledger.Basics.LedgerOptions.HeldAnswerBytes"/>. Beyond it each use has at most its body (65 KB) and what is written of an answer before it can leave (96 KB): with
    /// 64 uses some 14 MB in all, and a hundred principals who do their worst at once fit into a small server's 2 GB.
    /// </summary>
    public int HeldBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Distinct devices whose contents the local operator may look at in an hour. Source: a support desk of four, each with the 25 of a service.
    /// </summary>
    public int SocketContents { get; init; } = 100;

    /// <summary>Grants on one device and new claims that the local operator may give in an hour; a bulk grant is one. Source: a sale or a repair a minute.</summary>
    public int SocketActs { get; init; } = 50;

    /// <summary>Pages of devices' standing that the local operator may list in an hour. Source: all of 300,000 devices at 500 a page.</summary>
    public int StandingRate { get; init; } = 600;

    /// <summary>What holds where no grant states another.</summary>
    internal ReachBudget BudgetOf(PrincipalKind kind) => new(kind == PrincipalKind.Service ? ServiceReachBudget : OwnerReachBudget, ReachWindow);
}
