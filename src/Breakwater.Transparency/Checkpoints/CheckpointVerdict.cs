namespace Breakwater.Transparency.Checkpoints;

public enum CheckpointVerdict
{
    /// <summary>No trusted key is named like the origin.</summary>
    UnknownLog,

    /// <summary>The log's keys are known, and none of them signed.</summary>
    NotSigned,

    /// <summary>A signature names a key of the log and is not valid.</summary>
    BadSignature,

    /// <summary>A key of the log signed, and no signature that names one is invalid.</summary>
    Verified,
}
