namespace Breakwater.Transparency.Receipts;

public enum ReceiptVerdict
{
    /// <summary>The text is no receipt.</summary>
    Malformed,

    /// <summary>The receipt does not hold its entry, and none was given.</summary>
    NoEntry,

    /// <summary>No trusted key is named like the origin of the checkpoint.</summary>
    UnknownLog,

    /// <summary>The log's keys are known, and none of them signed the checkpoint.</summary>
    NotSigned,

    /// <summary>A signature names a trusted key, of the log or of a witness, and is not valid.</summary>
    BadSignature,

    /// <summary>The proof does not lead from the entry to the root that the log signed.</summary>
    NotIncluded,

    /// <summary>The log committed to the entry.</summary>
    Valid,
}
