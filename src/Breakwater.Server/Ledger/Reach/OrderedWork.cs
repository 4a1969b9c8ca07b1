using System.Runtime.ExceptionServices;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>
/// Prepares items on several threads, not more than there are processors, and uses what came of them one at a time, in the order of the items: answers are
/// the same whatever the threads do, and no more is prepared ahead than there are threads. What fails in preparing fails when its turn comes.
/// </summary>
/// <param name="use">False ends the work.</param>
internal sealed class OrderedWork<TItem, TPrepared>(
    IReadOnlyList<TItem> items, Func<TItem, TPrepared> prepare, Func<TPrepared, bool> use, Action<TPrepared> release)
{
    private readonly object gate = new();
    private int next = -1;
    private int turn;
    private bool ended;

    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        var threads = Math.Min(Environment.ProcessorCount, items.Count);
        if (threads <= 1)
        {
            Work(cancellationToken);
            return;
        }

        try
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work(cancellationToken));
        }
        catch (AggregateException exception)
        {
            // Only the one whose turn it was throws.
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    /// <summary>Items are taken in order, so whoever waits for its turn waits for threads that are at work.</summary>
    private void Work(CancellationToken cancellationToken)
    {
        for (var item = Interlocked.Increment(ref next); item < items.Count; item = Interlocked.Increment(ref next))
        {
            if (!Work(item, cancellationToken))
            {
                return;
            }
        }
    }

    private bool Work(int item, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        var prepared = default(TPrepared)!;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            prepared = prepare(items[item]);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        var goesOn = false;
        try
        {
            if (!WaitForTurn(item))
            {
                return false;
            }

            if (failure is not null)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            goesOn = use(prepared);
            return goesOn;
        }
        finally
        {
            if (failure is null)
            {
                release(prepared);
            }

            EndTurn(item, goesOn);
        }
    }

    private bool WaitForTurn(int item)
    {
        lock (gate)
        {
            while (turn != item && !ended)
            {
                Monitor.Wait(gate);
            }

            return !ended;
        }
    }

    private void EndTurn(int item, bool goesOn)
    {
        lock (gate)
        {
            turn = item + 1;
            ended |= !goesOn;
            Monitor.PulseAll(gate);
        }
    }
}
