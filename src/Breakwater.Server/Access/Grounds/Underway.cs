namespace Breakwater.Server.Access.Grounds;

/// <summary>
/// Bytes that were written and that the transport has not taken, because their reader takes his time. The sections in which they were written last until it has. If what
/// permits them ends first, their connection is aborted before the revocation is answered.
/// </summary>
/// <param name="abort">Ends the connection at once, with what it has not sent. Any thread; hands over and returns. Called once, and not after <see cref="Done"/>.</param>
internal sealed class Underway(Action abort)
{
    /// <summary>
    /// For how long a reader is waited for when what permits the bytes may have changed, before he is cut off: he can ask anew. Law 6 leaves a second for all of a
    /// revocation.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(300);

    private readonly Lock gate = new();
    private readonly List<Part> parts = [];
    private readonly TaskCompletionSource taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool hasGrace;
    private bool hasAborted;
    private bool isDone;

    private enum Care
    {
        /// <summary>Whoever holds the lease sees to its end himself, and may go on under another.</summary>
        Holders,

        /// <summary>The end of the lease aborts the connection.</summary>
        Guarded,

        /// <summary>As <see cref="Guarded"/>, but not when only its time is up; and the lease is closed at the end.</summary>
        Owned,
    }

    /// <summary>The section lasts; whoever holds its lease sees to its end himself.</summary>
    public void Stay(in Effect section)
    {
        lock (gate)
        {
            parts.Add(new Part(section.Stay(), Care.Holders));
        }
    }

    /// <summary>The section lasts, and the end of its lease aborts the connection.</summary>
    public void Guard(in Effect section) => Listen(section, Care.Guarded);

    /// <summary>
    /// As <see cref="Guard"/> for an order, and the lease is closed at the end. That its time is up does not take back what was given to the transport before, since it
    /// would have been carried out by then.
    /// </summary>
    public void Own(in Effect section) => Listen(section, Care.Owned);

    /// <summary>What stays in sections that their holder sees to, goes on in this one: he was asked again, and is permitted still.</summary>
    public void GoOn(in Effect section)
    {
        lock (gate)
        {
            for (var i = 0; i < parts.Count && !isDone; i++)
            {
                if (parts[i].Care == Care.Holders)
                {
                    parts[i].Lease.Leave();
                    parts[i] = new Part(section.Stay(), Care.Holders);
                }
            }
        }
    }

    /// <summary>All of it has been taken, or never will be.</summary>
    public void Done()
    {
        lock (gate)
        {
            if (isDone)
            {
                return;
            }

            isDone = true;
        }

        foreach (var (lease, care) in parts)
        {
            if (care != Care.Holders)
            {
                (lease.WhenEnded, lease.AskAgain) = (null, null);
            }

            lease.Leave();
            if (care == Care.Owned)
            {
                lease.Dispose();
            }
        }

        taken.SetResult();
    }

    /// <summary>For a lease that had ended or moved before it was listened to.</summary>
    internal void TellLate(Lease lease)
    {
        if (lease.IsEnded)
        {
            lease.WhenEnded?.Invoke();
        }
        else
        {
            Wait(lease);
        }
    }

    private void Listen(in Effect section, Care care)
    {
        var lease = section.Stay();
        lock (gate)
        {
            parts.Add(new Part(lease, care));
        }

        lease.WhenEnded = care == Care.Owned ? () => AbortUnlessTimeUp(lease) : Abort;
        lease.AskAgain = Wait;

        // A pass that looked before this was set has told nobody; one that looks from here on tells.
        Interlocked.MemoryBarrier();
        if (!lease.Holds)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static late => late.Underway.TellLate(late.Lease), (Underway: this, Lease: lease), preferLocal: false);
        }
    }

    /// <summary>Each pass tells of what has ended, so of a cause that comes later, too.</summary>
    private void AbortUnlessTimeUp(Lease lease)
    {
        if (!lease.IsTimeUp)
        {
            Abort();
        }
    }

    /// <summary>Under the lock: what is aborted is not something else by then, which has the connection after it.</summary>
    private void Abort()
    {
        lock (gate)
        {
            if (!isDone && !hasAborted)
            {
                hasAborted = true;
                abort();
            }
        }
    }

    /// <summary>Returns at once; a pass waits for the section, which lasts.</summary>
    private Task Wait(Lease moved)
    {
        // A stream that sleeps between two flushes hears of it, as if it were not in the middle of one.
        moved.Cancel();
        bool isFirst;
        lock (gate)
        {
            isFirst = !hasGrace;
            hasGrace = true;
        }

        if (isFirst)
        {
            _ = AbortLaterAsync();
        }

        return Task.CompletedTask;
    }

    private async Task AbortLaterAsync()
    {
        try
        {
            await taken.Task.WaitAsync(Grace, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            Abort();
        }
    }

    private readonly record struct Part(Lease Lease, Care Care);
}
