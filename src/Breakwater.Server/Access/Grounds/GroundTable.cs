using System.Collections.Concurrent;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Access.Grounds;

/// <summary>
/// What has ended, by ground, and as of which number all of it is known here. A permit is compared with this and with nothing else: it holds if none of its
/// grounds ended after the number that it was decided as of.
/// </summary>
/// <remarks>
/// <see cref="Apply"/> writes the grounds, then <see cref="Applied"/>, with full fences between; who compares reads them in the opposite order. An
/// ending is therefore either seen in <see cref="Applied"/>, and then in the grounds, or has not been applied yet, and then not been answered.
/// </remarks>
internal sealed class GroundTable
{
    /// <summary>Grounds that are remembered. Source: an incident revokes some thousands of credentials at once; 40 bytes each.</summary>
    internal const int Most = 65_536;

    private readonly ConcurrentDictionary<Ground, Mark> marks = [];
    private long applied;
    private long horizon;

    /// <param name="start">The highest number that was given before this process began. What was decided before it is asked again.</param>
    public GroundTable(long start)
    {
        applied = start;
        horizon = start;
    }

    /// <summary>All endings up to this number are in the table.</summary>
    public long Applied => Volatile.Read(ref applied);

    /// <summary>For whoever answers somebody whose number is already that high: an answer from before it would miss an ending that he knows of.</summary>
    /// <exception cref="StoreUnavailableException">It is not known here yet (law 10).</exception>
    public void Demand(long number)
    {
        if (Applied < number)
        {
            throw new StoreUnavailableException($"What has ended is known up to number {Applied} here, and was asked for as of {number}.");
        }
    }

    /// <summary>Whether the ground ended or changed after <paramref name="asOf"/>. For caches: older than that is read again.</summary>
    public bool ChangedSince(Ground ground, long asOf) =>
        (marks.TryGetValue(ground, out var mark) && mark.Last > asOf) || asOf < Volatile.Read(ref horizon);

    /// <summary>Compares and, if everything holds, moves <paramref name="asOf"/> on, so that the next comparison is one of two numbers.</summary>
    public Standing Compare(in GroundSet grounds, ref long asOf)
    {
        // Before the grounds: what is applied meanwhile is for the next comparison.
        var upTo = Applied;
        var standing = Standing.Holds;
        foreach (var ground in grounds.All)
        {
            if (ground.IsNone)
            {
                break;
            }

            if (marks.TryGetValue(ground, out var mark) && mark.Last > asOf)
            {
                if (mark.LastFinal > asOf)
                {
                    return Standing.Ended;
                }

                standing = Standing.Changed;
            }
        }

        if (standing == Standing.Changed || asOf < Volatile.Read(ref horizon))
        {
            // The horizon is read after the grounds, as it is written before any of them is forgotten.
            return Standing.Changed;
        }

        asOf = upTo;
        return Standing.Holds;
    }

    /// <summary>Makes endings known. Called by one thread at a time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not above all before it: everything that was compared with those would hold again.</exception>
    internal void Apply(ReadOnlySpan<Ending> endings, long number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(number, applied);
        foreach (var ending in endings)
        {
            marks.TryGetValue(ending.Ground, out var before);
            marks[ending.Ground] = new Mark(number, ending.IsFinal ? number : before.LastFinal);
        }

        if (marks.Count > Most)
        {
            ForgetOldest();
        }

        Interlocked.Exchange(ref applied, number);
    }

    /// <summary>Everything that is decided as of a number before the horizon is asked again, so that what was forgotten cannot be missed.</summary>
    private void ForgetOldest()
    {
        var numbers = marks.Values.Select(m => m.Last).Order().ToArray();
        var last = numbers[numbers.Length / 2];
        Interlocked.Exchange(ref horizon, last);
        foreach (var (ground, mark) in marks)
        {
            if (mark.Last <= last)
            {
                marks.TryRemove(ground, out _);
            }
        }
    }

    private readonly record struct Mark(long Last, long LastFinal);
}
