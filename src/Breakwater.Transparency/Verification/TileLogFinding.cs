namespace Breakwater.Transparency.Verification;

public enum TileLogFinding
{
    /// <summary>Everything fits.</summary>
    Verified,

    /// <summary>No trusted key is named like the origin of a checkpoint.</summary>
    UnknownLog,

    /// <summary>The log's keys are known, and none of them signed a checkpoint.</summary>
    NotSigned,

    /// <summary>A signature names a key of the log and is not valid.</summary>
    BadSignature,

    /// <summary>The log does not have the tile, though its checkpoint needs it.</summary>
    Missing,

    /// <summary>The tile has another length than its width says, or the bundle does not fall apart into its entries.</summary>
    Malformed,

    /// <summary>The entry is not the one that the tile of level 0 has the hash of.</summary>
    EntryDiffers,

    /// <summary>The tile has a hash that is not that of the tile below.</summary>
    TileDiffers,

    /// <summary>Entries and tiles fit each other, but their root is not the one that the log signed.</summary>
    RootDiffers,

    /// <summary>The checkpoints are of different logs, or the newer tree does not begin with the older one: the log signed both, and that
    /// is the proof that it rewrote its past. Or tiles were changed on the way.</summary>
    Inconsistent,

    /// <summary>The newer checkpoint is of a smaller tree than the older one.</summary>
    Shrunk,
}
