namespace Breakwater.Server.Access.Grounds;

/// <summary>
/// Bytes on their way out, which their reader takes when he likes. The sections in which they were written last until he has taken them. If what permits them ends
/// first, their connection is cut: nothing of them may arrive after a revocation was answered.
/// </summary>
/// <param name="cut">Ends the connection at once, with what it has not sent. Any thread; hands over and returns.</param>
internal sealed class Underway(Action cut)
{
    /// <summary>
    /// For how long a reader is waited for when what permits the bytes may have changed, before he is cut off: he can ask anew. Law 6 leaves a second for all of a
    /// revocation.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(300);

    private readonly TaskCompletionSource taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Lease> staying = [];
    private readonly List<Lease> listening = [];
    private readonly List<Lease> owned = [];

    /// <summary>The section lasts; whoever holds its lease sees to its end himself.</summary>
    public void Stay(in Effect section) => staying.Add(section.Stay());

    /// <summary>The section lasts, and the end of its lease cuts the connection.</summary>
    public void Guard(in Effect section)
    {
        var lease = section.Stay();
        staying.Add(lease);
        listening.Add(lease);
        lease.WhenEnded = cut;
        lease.AskAgain = WaitAsync;

        // A pass that looked before this was set has told nobody; one that looks from here on tells.
        Interlocked.MemoryBarrier();
        if (!lease.Holds)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static c => c(), cut, preferLocal: false);
        }
    }

    /// <summary>As <see cref="Guard"/>, and the lease is closed at the end.</summary>
    public void Own(in Effect section)
    {
        Guard(section);
        owned.Add(listening[^1]);
    }

    /// <summary>All of it has been taken, or never will be. Once.</summary>
    public void Done()
    {
        foreach (var lease in listening)
        {
            (lease.WhenEnded, lease.AskAgain) = (null, null);
        }

        staying.ForEach(l => l.Leave());
        owned.ForEach(l => l.Dispose());
        taken.SetResult();
    }

    private async Task WaitAsync(Lease moved)
    {
        // A stream that sleeps between two flushes hears of it, as if it were not in the middle of one.
        moved.Cancel();
        try
        {
            await taken.Task.WaitAsync(Grace, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            cut();
        }
    }
}
