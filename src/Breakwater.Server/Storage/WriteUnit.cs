namespace Breakwater.Server.Storage;

/// <summary>One caller's change, on its way through the <see cref="WriteQueue"/>.</summary>
internal abstract class WriteUnit
{
    /// <summary>The unit threw; its changes are rolled back and its caller will see the exception.</summary>
    public Exception? Failure { get; set; }

    public abstract void Run(BreakwaterDbContext db);

    /// <summary>Tells the caller: after the commit, or with the reason why there was none.</summary>
    public abstract void Complete(Exception? commitFailure);
}

internal sealed class WriteUnit<T>(Func<BreakwaterDbContext, T> run) : WriteUnit
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Task => completion.Task;

    public override void Run(BreakwaterDbContext db) => result = run(db);

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
