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

    private Task<TouchedDevices>? memory;

    /// <summary>The grant under which the device may be touched now at no cost; null: that is still to be decided.</summary>
    public HeldGrant? Again(DeviceId device, IReadOnlyList<HeldGrant> grants)
    {
        if (memory is not { IsCompletedSuccessfully: true } loaded)
        {
            return null;
        }

        var now = time.GetUtcNow();
        foreach (var grant in grants)
        {
            if (loaded.Result.Find(device, grant, now) is { Writing: null } touch && !touch.IsDue(now, grant.Window))
            {
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
            var now = time.GetUtcNow();
            touched.Forget(longest, now);
            if (!new Choice(touched, budgets, now).TryChoose(wanted, out var chosen, out var limit))
            {
                return new Taken([], limit);
            }

            if (await CountAsync(new TouchWrite(loaded, touched, longest, now), chosen))
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
        return new TouchedDevices(mark, rows);
    }

    private void Forget(Task<TouchedDevices> loaded) => memory = ReferenceEquals(memory, loaded) ? null : memory;

    /// <summary>Counts at once, and waits for the disk where it must. False: it was counted on what is not so.</summary>
    private async ValueTask<bool> CountAsync(TouchWrite write, Chosen[] chosen)
    {
        var (others, mustWait) = (new List<Task<bool>>(), false);
        foreach (var (device, grant) in chosen)
        {
            if (write.Touched.Find(device, grant, write.Now) is not { } touch)
            {
                write.Add(device, grant);
                mustWait = true;
            }
            else if (touch.Writing is { } writing)
            {
                others.Add(writing);
            }
            else if (touch.IsDue(write.Now, grant.Window))
            {
                write.Renew(device, grant, touch);
                mustWait |= write.Now > touch.At;
            }
        }

        if (!write.IsEmpty)
        {
            var stored = StoreAsync(write);
            if (mustWait)
            {
                others.Add(stored);
            }
            else
            {
                _ = BehindAsync(stored);
            }
        }

        foreach (var other in others)
        {
            if (!await other)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> StoreAsync(TouchWrite write)
    {
        var (known, next) = (write.Touched.Mark, BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))));
        write.Touched.Mark = next;
        var written = false;
        try
        {
            written = await store.WriteAsync(principal, known, next, write.Rows, write.Now);
            return written;
        }
        finally
        {
            // Forgotten before anybody is told: nobody may find in memory what is not on disk.
            if (!written)
            {
                Forget(write.Loaded);
            }

            write.Done(written);
        }
    }

    /// <summary>Nobody waits for it: if it fails, what is due is written when somebody has to wait.</summary>
    private async Task BehindAsync(Task<bool> stored)
    {
        try
        {
            await stored;
        }
        catch (StoreUnavailableException exception)
        {
            BudgetLog.NotRenewed(logger, exception, principal.ToString());
        }
    }
}
