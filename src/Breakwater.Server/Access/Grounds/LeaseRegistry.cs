namespace Breakwater.Server.Access.Grounds;

/// <summary>Every lease of this process that has been settled, in stripes, so that opening and closing them on many threads does not queue at one lock.</summary>
internal sealed class LeaseRegistry
{
    private const int Stripes = 64;

    private readonly Stripe[] stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new Stripe())];
    private int next;

    public int Count => stripes.Sum(s => s.Count);

    public void Add(Lease lease)
    {
        var stripe = Interlocked.Increment(ref next) & (Stripes - 1);
        stripes[stripe].Add(lease, stripe);
    }

    public void Remove(Lease lease)
    {
        if (lease.Place.Stripe >= 0)
        {
            stripes[lease.Place.Stripe].Remove(lease);
        }
    }

    /// <summary>Compares each with what has ended, and adds those that are affected to the lists.</summary>
    public void Review(long now, List<Lease> ended, List<Lease> changed)
    {
        foreach (var stripe in stripes)
        {
            stripe.Review(now, ended, changed);
        }
    }

    /// <summary>How many that rest on one of these are still in the middle of something.</summary>
    public int CountLeaving(IReadOnlyCollection<Ground> of) => stripes.Sum(s => s.CountLeaving(of));

    private sealed class Stripe
    {
        private readonly Lock gate = new();
        private readonly List<Lease> leases = [];

        public int Count => leases.Count;

        public void Add(Lease lease, int stripe)
        {
            lock (gate)
            {
                lease.Place = (stripe, leases.Count);
                leases.Add(lease);
            }
        }

        public void Remove(Lease lease)
        {
            lock (gate)
            {
                var (stripe, index) = lease.Place;
                if (index < 0)
                {
                    return;
                }

                var last = leases[^1];
                leases[index] = last;
                last.Place = (stripe, index);
                leases.RemoveAt(leases.Count - 1);
                lease.Place = (stripe, -1);
            }
        }

        public int CountLeaving(IReadOnlyCollection<Ground> of)
        {
            lock (gate)
            {
                return leases.Count(lease => lease.IsLeaving && of.Any(ground => lease.Grounds.Contains(ground)));
            }
        }

        public void Review(long now, List<Lease> ended, List<Lease> changed)
        {
            lock (gate)
            {
                foreach (var lease in leases)
                {
                    switch (lease.Review(now))
                    {
                        case Standing.Ended:
                            ended.Add(lease);
                            break;
                        case Standing.Changed:
                            changed.Add(lease);
                            break;
                    }
                }
            }
        }
    }
}
