namespace Breakwater.Server.Storage;

/// <summary>One caller's change, on its way through the <see cref="WriteQueue"/>.</summary>
internal abstract class WriteUnit(IWriteGuard? guard)
{
    /// <summary>What the change rests on, asked right before it runs.</summary>
    public IWriteGuard? Guard => guard;

    /// <summary>The unit threw; its changes are rolled back and its caller will see the exception.</summary>
    public Exception? Failure { get; set; }

    public abstract void Run(BreakwaterDbContext db);

    /// <summary>On the writer, after the commit and before the next unit runs.</summary>
    public abstract void Committed();

    /// <summary>On the writer: it ran, and whether its commit reached the disk is not known.</summary>
    public abstract void Lost();

    /// <summary>Tells the caller: after the commit, or with the reason why there was none.</summary>
    public abstract void Complete(Exception? commitFailure);
}

internal sealed class WriteUnit<T>(IWriteGuard? guard, Func<BreakwaterDbContext, T> run, Action<T>? committed, Action<T>? lost) : WriteUnit(guard)
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;
    private bool ran;

    public Task<T> Task => completion.Task;

    public override void Run(BreakwaterDbContext db)
    {
        result = run(db);
        ran = true;
    }

    public override void Committed()
    {
        Guard?.Committed();
        committed?.Invoke(result!);
    }

    public override void Lost()
    {
        if (ran)
        {
            Guard?.Committed();
            lost?.Invoke(result!);
        }
    }

    public override void Complete(Exception? commitFailure)
    {
        if ((Failure ?? commitFailure) is { } failure)
        {
            completion.SetException(failure);
        }
        else
        {
            completion.SetResult(result!);
        }
    }
}
