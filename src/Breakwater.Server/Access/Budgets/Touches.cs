using System.Security.Cryptography;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Access.Budgets;

/// <summary>
/// Counts the distinct devices that a principal touches, over restarts and wherever its grain is active. The first touch of a device is on disk before anybody
/// is answered; touching it again is remembered and costs nothing.
/// </summary>
/// <remarks>
/// It is used by one turn of a grain at a time, and several may be under way. Each write names the write before it, so it counts only on top of what was
/// counted; one that comes to nothing throws the memory away, and whoever counted on it counts anew.
/// </remarks>
internal sealed class Touches(PrincipalId principal, TouchStore store, TimeProvider time, ILogger logger)
{
    /// <summary>How often somebody else may have written in between. Source: it takes two activations of one grain, which last for moments.</summary>
    private const int Attempts = 8;

    private readonly long origin = time.GetTimestamp();
    private Task<TouchedDevices>? memory;

    private TimeSpan Now => time.GetElapsedTime(origin);

    /// <summary>The grant under which the device may be touched now at no cost; null: that is still to be decided.</summary>
    public HeldGrant? Again(DeviceId device, IReadOnlyList<HeldGrant> grants)
    {
        if (memory is not { IsCompletedSuccessfully: true } loaded)
        {
            return null;
        }

        var (touched, now) = (loaded.Result, Now);
        foreach (var grant in grants)
        {
            if (touched.Find(device, grant, now) is { Writing: null } touch && !touch.IsDue(now, grant.Window))
            {
                touch.Last = now > touch.Last ? now : touch.Last;
                touched.Note(device, now);
                return grant;
            }
        }

        return null;
    }

    /// <summary>All of them, or none.</summary>
    /// <param name="budgets">Of the principal, one a window; at least one.</param>
    /// <exception cref="StoreUnavailableException">It could not be written down; nothing is touched.</exception>
    public async ValueTask<Taken> TakeAsync(IReadOnlyList<Wanted> wanted, IReadOnlyList<ReachBudget> budgets)
    {
        var longest = budgets.Max(b => b.Window);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (loaded, touched) = await MemoryAsync();
            var now = Now;
            touched.Forget(longest, now);
            if (!new Choice(touched, budgets, now).TryChoose(wanted, out var chosen, out var limit))
            {
                return new Taken([], limit);
            }

            if (await WriteAsync(loaded, touched, chosen, longest, now))
            {
                return new Taken(chosen, null);
            }
        }

        throw new StoreUnavailableException($"What {principal} touches could not be counted.");
    }

    private async ValueTask<(Task<TouchedDevices> Loaded, TouchedDevices Touched)> MemoryAsync()
    {
        var loading = memory ??= ReadAsync();
        try
        {
            return (loading, await loading);
        }
        catch
        {
            Forget(loading);
            throw;
        }
    }

    private async Task<TouchedDevices> ReadAsync()
    {
        var (mark, rows) = await store.ReadAsync(principal, time.GetUtcNow());
        return new TouchedDevices(mark, rows, Now, time.GetUtcNow());
    }

    private void Forget(Task<TouchedDevices> loaded) => memory = ReferenceEquals(memory, loaded) ? null : memory;

    /// <summary>Counts at once, and waits for the disk where it must. False: it was counted on what is not so.</summary>
    private async ValueTask<bool> WriteAsync(
        Task<TouchedDevices> loaded, TouchedDevices touched, Chosen[] chosen, TimeSpan longest, TimeSpan now)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (news, others, mustWait) = (new List<NewTouch>(), new List<Task<bool>>(), false);
        foreach (var (device, grant) in chosen)
        {
            var touch = touched.Find(device, grant, now);
            if (touch is null)
            {
                touch = touched.Add(device, grant, now);
                (touch.Writing, mustWait) = (done.Task, true);
            }
            else if (touch.Writing is { } writing)
            {
                others.Add(writing);
                continue;
            }

            mustWait |= now > touch.WrittenTo;
            touch.Last = now > touch.Last ? now : touch.Last;
            touched.Note(device, now);
            if (touch.IsDue(now, grant.Window))
            {
                var lag = ReachBudget.LagOf(grant.Window);
                var at = time.GetUtcNow() + lag;
                touch.WrittenTo = now + lag;
                news.Add(new NewTouch(device, grant.Scope, at, at + longest));
            }
        }

        if (news.Count > 0)
        {
            var writing = StoreAsync(loaded, touched, news, done);
            others.Add(mustWait ? writing : Task.FromResult(true));
            if (!mustWait)
            {
                _ = BehindAsync(writing);
            }
        }

        foreach (var other in others)
        {
            if (!await other)
            {
                return false;
            }
        }

        foreach (var (device, grant) in chosen)
        {
            if (touched.Find(device, grant, now) is { Writing.IsCompleted: true } touch)
            {
                touch.Writing = null;
            }
        }

        return true;
    }

    private async Task<bool> StoreAsync(Task<TouchedDevices> loaded, TouchedDevices touched, List<NewTouch> news, TaskCompletionSource<bool> done)
    {
        var (known, next) = (touched.Mark, BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))));
        touched.Mark = next;
        var written = false;
        try
        {
            written = await store.WriteAsync(principal, known, next, news, time.GetUtcNow());
            return written;
        }
        finally
        {
            if (!written)
            {
                Forget(loaded);
            }

            done.SetResult(written);
        }
    }

    /// <summary>Nobody waits for it: if it fails, what is due is written when somebody has to wait.</summary>
    private async Task BehindAsync(Task<bool> writing)
    {
        try
        {
            await writing;
        }
        catch (StoreUnavailableException exception)
        {
            BudgetLog.NotRenewed(logger, exception, principal.ToString());
        }
    }
}
