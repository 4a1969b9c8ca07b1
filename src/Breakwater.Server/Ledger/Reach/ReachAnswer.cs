using System.Collections.Immutable;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>What a <see cref="ReachQuestion"/> comes to.</summary>
public sealed record ReachAnswer
{
    /// <summary>An index names the 63 operations that it met first; this stands for the rest.</summary>
    public const string OtherOperations = "others";

    public required ReachQuestion Question { get; init; }

    /// <summary>One a device when the question was about subjects, one an actor and role when it was about a device. The last touched comes first.</summary>
    public required ImmutableArray<ReachRow> Rows { get; init; }

    /// <summary>Of touches, also those of rows that were left out.</summary>
    public required long Entries { get; init; }

    /// <summary>Touches, with those that an entry stands for beyond its own; also those of rows that were left out.</summary>
    public required long Count { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Unix time in milliseconds; null when there was no touch.</summary>
    public required long? First { get; init; }

    /// <summary>Unix time in milliseconds; null when there was no touch.</summary>
    public required long? Last { get; init; }

    /// <summary>
    /// Some of the entries at an end of the time asked for are no longer there, and their index knows only the first and the last time of what it sums
    /// up: all of such a sum was counted.
    /// </summary>
    public required bool Approximate { get; init; }

    /// <summary>There are more rows, or more names in a row, than an answer may have; the rows are those touched last. The totals are whole.</summary>
    public required bool Capped { get; init; }
}
