using Breakwater.Transparency.Tree;

namespace Breakwater.Server.Ledger.Log;

/// <summary>What the header of a sealed segment says; held in memory for each.</summary>
/// <param name="FirstTime">The earliest time of an entry, milliseconds since the Unix epoch.</param>
/// <param name="LastTime">The latest.</param>
/// <param name="Root">The hash of its subtree.</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="Archive">The blob that holds the whole file, by its SHA-256, once it is archived; of a pruned one, where it was.</param>
internal sealed record SegmentInfo(
    long Number, SegmentState State, long FirstTime, long LastTime, TreeHash Root, long Length, string? Archive);

/// <summary>How much of a segment is still here.</summary>
internal enum SegmentState
{
    /// <summary>All of it.</summary>
    Whole = 0,

    /// <summary>The file is in the blob store; header and level 1 are here.</summary>
    Archived = 1,

    /// <summary>The entries are gone for good; header and level 1 are here.</summary>
    Pruned = 2,
}
