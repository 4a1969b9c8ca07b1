namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>A row while its index is being made.</summary>
internal struct RowSum
{
    public RowKey Key;
    public long First;
    public long Last;
    public long Count;
    public long Bytes;
    public ulong Operations;

    /// <summary>The last one in the builder's list; from there each names the one before it.</summary>
    public int LastPosting;
    public int PostingCount;
}
