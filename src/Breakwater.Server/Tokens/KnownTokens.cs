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

    /// <summary>Of both, at most. Source: the test that fills one.</summary>
    internal const long Bytes = 16 * 1024 * 1024;

    private ConcurrentDictionary<TokenHash, Known> younger = [];
    private ConcurrentDictionary<TokenHash, Known> elder = [];

    /// <summary>Null: it has to be looked up. Its time may be up; that is for the caller to see.</summary>
    public Principal? Find(TokenHash token)
    {
        var known = Volatile.Read(ref younger).GetValueOrDefault(token);
        if (known is null && Volatile.Read(ref elder).TryGetValue(token, out known))
        {
            Add(token, known);
        }

        if (known is null)
        {
            return null;
        }

        var seen = known.AsOf;
        return table.Compare(known.Principal.Grounds, ref seen) == Standing.Holds ? known.Principal : null;
    }

    /// <param name="asOf">What was known to have ended before the token was looked up.</param>
    public void Keep(TokenHash token, Principal principal, long asOf) => Add(token, new Known(principal, asOf));

    private void Add(TokenHash token, Known known)
    {
        var into = Volatile.Read(ref younger);
        if (into.Count >= Most && Interlocked.CompareExchange(ref younger, [], into) == into)
        {
            Volatile.Write(ref elder, into);
            into = Volatile.Read(ref younger);
        }

        into[token] = known;
    }

    private sealed record Known(Principal Principal, long AsOf);
}
