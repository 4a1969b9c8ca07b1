namespace Breakwater.Server.Access.WaysIn;

/// <summary>What a local operator does by a way in: whether it needs a case, and what bounds it.</summary>
public enum OperatorUse
{
    /// <summary>It is about the fleet, or about nobody's device.</summary>
    OnFleet,

    /// <summary>It takes access away or sets a device apart. In an emergency nothing may hold it up: no case, no bound.</summary>
    Protects,

    /// <summary>It is about one device, whose owner sees the case.</summary>
    OnDevice,

    /// <summary>It shows what a device does: a case, and a number of distinct devices.</summary>
    ShowsContents,

    /// <summary>It gives somebody a device, by grant or claim, which is a way round every other bound: a case, and a number of acts.</summary>
    GivesAccess,

    /// <summary>It lists standing, a page at a time: a rate.</summary>
    ListsStanding,
}

internal static class OperatorUses
{
    /// <summary>A case, or a plain <c>none</c>, has to be stated.</summary>
    public static bool NeedsCase(this OperatorUse use) => use is OperatorUse.OnDevice or OperatorUse.ShowsContents or OperatorUse.GivesAccess;

    /// <summary>The operator's own grain is asked.</summary>
    public static bool IsBounded(this OperatorUse use) => use is OperatorUse.ShowsContents or OperatorUse.GivesAccess or OperatorUse.ListsStanding;
}
