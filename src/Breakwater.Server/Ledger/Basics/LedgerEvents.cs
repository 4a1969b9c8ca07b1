namespace Breakwater.Server.Ledger.Basics;

/// <summary>Events 2010–2099; 2000 and 2001 were the ledger before there was one.</summary>
internal static partial class LedgerEvents
{
    [LoggerMessage(2010, LogLevel.Error, "A commit of {Entries} ledger entries failed; none of what they tell of was permitted")]
    public static partial void CommitFailed(ILogger logger, Exception exception, int entries);

    [LoggerMessage(2011, LogLevel.Error, "Segment {Segment} of the ledger could not be sealed; it will be tried again")]
    public static partial void SealingFailed(ILogger logger, Exception exception, long segment);

    [LoggerMessage(2012, LogLevel.Debug, "Segment {Segment} of the ledger is sealed: {Bytes} bytes")]
    public static partial void Sealed(ILogger logger, long segment, long bytes);

    [LoggerMessage(2013, LogLevel.Critical, "The ledger signs no checkpoint: {Reason}")]
    public static partial void NotSigning(ILogger logger, string reason);

    [LoggerMessage(2014, LogLevel.Error, "A checkpoint of {Size} entries could not be signed and kept; it will be tried again")]
    public static partial void CheckpointFailed(ILogger logger, Exception exception, long size);

    [LoggerMessage(2015, LogLevel.Error, "The copy of the checkpoint could not be written to {Target}: {Reason}")]
    public static partial void CopyFailed(ILogger logger, string target, string reason);

    [LoggerMessage(2016, LogLevel.Warning, "Witness {Witness} did not cosign the checkpoint of {Size} entries: {Reason}")]
    public static partial void NotWitnessed(ILogger logger, string witness, long size, string reason);

    [LoggerMessage(2017, LogLevel.Information, "The ledger signs as {Origin} from entry {Size} on; its key is {PublicKey}")]
    public static partial void SigningAs(ILogger logger, string origin, long size, string publicKey);

    [LoggerMessage(2018, LogLevel.Error, "{Count} refusals could not be written to the ledger; each was a signal, too")]
    public static partial void CountLost(ILogger logger, Exception exception, long count);

    [LoggerMessage(2019, LogLevel.Information, "Segment {Segment} of the ledger was {What}")]
    public static partial void SegmentMoved(ILogger logger, long segment, string what);

    [LoggerMessage(2020, LogLevel.Error, "Archiving, pruning or forgetting failed; it will be tried again")]
    public static partial void HousekeepingFailed(ILogger logger, Exception exception);

    [LoggerMessage(2021, LogLevel.Error, "Refusals that were counted could not be looked through; it will be tried again")]
    public static partial void CountsWait(ILogger logger, Exception exception);
}
