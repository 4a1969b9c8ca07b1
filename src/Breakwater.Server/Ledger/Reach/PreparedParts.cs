namespace Breakwater.Server.Ledger.Reach;

/// <summary>What a segment has to say, with the first part of it already found.</summary>
internal sealed class PreparedParts : IDisposable
{
    private readonly IEnumerator<ReachPart> parts;

    public PreparedParts(IEnumerable<ReachPart> parts)
    {
        this.parts = parts.GetEnumerator();
        try
        {
            Turn();
        }
        catch
        {
            this.parts.Dispose();
            throw;
        }
    }

    /// <summary>Null when there is no more.</summary>
    public ReachPart? Next { get; private set; }

    public void Turn() => Next = parts.MoveNext() ? parts.Current : null;

    public void Dispose() => parts.Dispose();
}
