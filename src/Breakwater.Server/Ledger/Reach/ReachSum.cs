namespace Breakwater.Server.Ledger.Reach;

/// <summary>A row of an answer while it is gathered. Times are Unix times in milliseconds.</summary>
internal struct ReachSum
{
    public long First;
    public long Last;
    public long Count;
    public long Bytes;
    public IdSet Operations;
    public IdSet Grants;
    public IdSet Credentials;

    public static ReachSum Nothing => new() { First = long.MaxValue, Last = long.MinValue };

    public void Add(in Reached touched)
    {
        First = Math.Min(First, touched.First);
        Last = Math.Max(Last, touched.Last);
        Count += touched.Count;
        Bytes += touched.Bytes;
    }
}
