using System.Collections.Concurrent;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Principals;

namespace Breakwater.Server.Tokens;

/// <summary>
/// Tokens that were looked up and stand, each as old as the number that was known before its look-up: if its token or its principal has ended or changed since,
/// it is looked up again. Unknown and revoked ones are never kept.
/// </summary>
/// <remarks>Two generations: when the younger is full it becomes the elder, and what nobody has used in the meantime goes with the one before it.</remarks>
internal sealed class KnownTokens(GroundTable table)
{
    /// <summary>Of a generation.</summary>
    internal const int Most = 8192;

    private ConcurrentDictionary<TokenHash, Known> younger = [];
    private ConcurrentDictionary<TokenHash, Known> elder = [];
    private long count;

    /// <summary>Null: it has to be looked up. Its time may be up; that is for the caller to see.</summary>
    public Principal? Find(TokenHash token)
    {
        var isOld = false;
        if (!Volatile.Read(ref younger).TryGetValue(token, out var known))
        {
            isOld = Volatile.Read(ref elder).TryGetValue(token, out known);
        }

        var seen = known?.AsOf ?? 0;
        if (known is null || table.Compare(known.Principal.Grounds, ref seen) != Standing.Holds)
        {
            return null;
        }

        if (isOld)
        {
            Keep(token, known.Principal, seen);
        }

        return known.Principal;
    }

    /// <param name="asOf">What was known to have ended before the token was looked up.</param>
    public void Keep(TokenHash token, Principal principal, long asOf)
    {
        // What is kept again counts again: a generation is then shorter, never longer.
        if (Interlocked.Increment(ref count) % Most == 0)
        {
            Volatile.Write(ref elder, Interlocked.Exchange(ref younger, []));
        }

        Volatile.Read(ref younger)[token] = new Known(principal, asOf);
    }

    private sealed record Known(Principal Principal, long AsOf);
}
