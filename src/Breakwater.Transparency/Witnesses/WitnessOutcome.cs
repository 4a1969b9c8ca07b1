namespace Breakwater.Transparency.Witnesses;

/// <summary>What came of asking a witness (C2SP tlog-witness, add-checkpoint).</summary>
public enum WitnessOutcome
{
    /// <summary>The witness cosigned, and its signature verified.</summary>
    Cosigned,

    /// <summary>409: the witness cosigned another size last; ask again with a proof from that one. If it is larger than the log, or its
    /// root another, the log has lost entries that it signed.</summary>
    SizeConflict,

    /// <summary>403: the witness trusts none of the signatures on the checkpoint.</summary>
    Untrusted,

    /// <summary>404: the witness does not know the log.</summary>
    UnknownLog,

    /// <summary>422: the proof does not lead from the witness's checkpoint to this one. Two trees were signed, or the proof is
    /// wrong.</summary>
    Inconsistent,

    /// <summary>Another status.</summary>
    Refused,

    /// <summary>The answer is not what the protocol allows, or no signature in it verified under the witness's key.</summary>
    BadAnswer,

    /// <summary>There was no answer.</summary>
    Unreachable,
}
