using System.Collections.Concurrent;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Budgets;

namespace Breakwater.Server.Http.Holding;

/// <summary>
/// Bytes of answers and bodies that the uses of one principal hold in this process, all of them together. Nobody waits for room: where it is
/// used up, answers leave as they are written, and beyond <see cref="Largest"/> what is large and would be read from the stores is refused.
/// </summary>
internal sealed class HeldBytes(AccessOptions options)
{
    /// <summary>Uses of a principal that read pages from the stores at once. Source: a quarter of the places that there are for telemetry.</summary>
    public const int ReadsAtOnce = 4;

    private readonly ConcurrentDictionary<PrincipalId, Sum> byPrincipal = [];

    private long rented;

    /// <summary>
    /// Bytes beyond which nothing large is read for an answer any more. Four times what makes answers leave early: until then pages are short, so that nobody comes here
    /// whose items are not large or whose answers are read.
    /// </summary>
    public long Largest => 4L * options.HeldBytes;

    /// <summary>Principals that have a use.</summary>
    public int Principals => byPrincipal.Count;

    /// <summary>Blocks that are not back in the pool.</summary>
    public long Rented => Interlocked.Read(ref rented);

    /// <summary>One use's part. What it has is given back at the latest when it is disposed of.</summary>
    public HeldShare Open(PrincipalId principal)
    {
        while (true)
        {
            var sum = byPrincipal.GetOrAdd(principal, static _ => new Sum());
            lock (sum)
            {
                if (sum.IsForgotten)
                {
                    continue;
                }

                sum.Uses++;
            }

            return new HeldShare(this, principal, sum);
        }
    }

    public long Of(PrincipalId principal) => byPrincipal.TryGetValue(principal, out var sum) ? Interlocked.Read(ref sum.Bytes) : 0;

    internal bool IsUsedUp(Sum sum) => Interlocked.Read(ref sum.Bytes) > options.HeldBytes;

    internal void CountRented(int blocks) => Interlocked.Add(ref rented, blocks);

    internal void Close(PrincipalId principal, Sum sum)
    {
        lock (sum)
        {
            if (--sum.Uses == 0)
            {
                sum.IsForgotten = true;
                byPrincipal.TryRemove(KeyValuePair.Create(principal, sum));
            }
        }
    }

    internal sealed class Sum
    {
        /// <summary>Read and written interlocked.</summary>
        public long Bytes;

        /// <summary>Its wait handle is never asked for, so there is nothing to dispose of.</summary>
        public SemaphoreSlim Reading { get; } = new(ReadsAtOnce);

        public int Uses { get; set; }

        public bool IsForgotten { get; set; }
    }
}
