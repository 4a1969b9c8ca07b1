using System.Collections.Concurrent;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Access.Gate;

/// <summary>How many uses a principal may have at once in this process: each holds an answer, a lease, a connection's attention.</summary>
internal sealed class UseLimits(AccessOptions options)
{
    private readonly ConcurrentDictionary<PrincipalId, Uses> byPrincipal = [];

    /// <summary>Takes a place that is given back when the lease is closed; otherwise says which limit was hit.</summary>
    public LimitHit? TryTake(PrincipalId principal, bool isStream, Lease lease)
    {
        while (true)
        {
            var uses = byPrincipal.GetOrAdd(principal, static _ => new Uses());
            lock (uses)
            {
                if (uses.IsForgotten)
                {
                    continue;
                }

                if (isStream && uses.Streams >= options.StreamsAtOnce)
                {
                    return Hit(LimitNames.StreamsAtOnce, options.StreamsAtOnce);
                }

                if (uses.All >= options.UsesAtOnce)
                {
                    return Hit(LimitNames.UsesAtOnce, options.UsesAtOnce);
                }

                uses.All++;
                uses.Streams += isStream ? 1 : 0;
            }

            lease.Closed = () => GiveBack(principal, uses, isStream);
            return null;
        }
    }

    private static LimitHit Hit(string name, int capacity) => new(name, capacity, TimeSpan.Zero, TimeSpan.FromSeconds(1));

    private void GiveBack(PrincipalId principal, Uses uses, bool isStream)
    {
        lock (uses)
        {
            uses.All--;
            uses.Streams -= isStream ? 1 : 0;
            if (uses.All == 0)
            {
                uses.IsForgotten = true;
                byPrincipal.TryRemove(KeyValuePair.Create(principal, uses));
            }
        }
    }

    private sealed class Uses
    {
        public int All { get; set; }

        public int Streams { get; set; }

        public bool IsForgotten { get; set; }
    }
}
