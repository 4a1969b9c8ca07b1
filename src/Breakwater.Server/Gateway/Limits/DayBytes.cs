using Breakwater.Server.Access.Permits;

namespace Breakwater.Server.Gateway.Limits;

/// <summary>
/// The bytes that a device may still leave on disk this UTC day. Most of them it has in hand: a portion that is already written down as used, so that taking from
/// it costs a subtraction, and a restart or another server cannot give a day twice. What was in hand when a process ends is lost to the device until the next day.
/// </summary>
/// <param name="limit">Bytes a day; 0: no limit.</param>
/// <param name="exhausted">Told once a day, when the limit is met for the first time.</param>
internal sealed class DayBytes(DayBytesStore store, int limit, TimeProvider time, Action exhausted) : IDisposable
{
    /// <summary>Of a day, at once in hand: at 100 publishes a second of 105 bytes a commit every six minutes, and 256 restarts a day.</summary>
    private const int Portions = 256;

    /// <summary>What a point or event takes besides its payload. Source: header of a telemetry record, row of an event.</summary>
    private const int Overhead = 64;

    private readonly SemaphoreSlim reserving = new(1);
    private long inHand;
    private long day;
    private long toldDay;

    /// <summary>Takes from what is in hand. False: it has to be reserved.</summary>
    public bool TryTake(long payload) => limit == 0 || TryTakeBytes(SizeOf(payload));

    /// <summary>What was taken was not used.</summary>
    public void GiveBack(long payload) => Interlocked.Add(ref inHand, SizeOf(payload));

    /// <summary>Takes, and writes a further portion down if need be. False: the day's bytes are used up.</summary>
    /// <param name="payload">Bytes, besides which comes the <see cref="Overhead"/>.</param>
    /// <exception cref="Storage.StoreUnavailableException">It could not be written.</exception>
    /// <exception cref="Storage.GuardMovedException">The permit does not hold any more.</exception>
    public ValueTask<bool> TakeAsync(Permit permit, long payload) =>
        TryTake(payload) ? ValueTask.FromResult(true) : new(ReserveAsync(permit, SizeOf(payload)));

    /// <summary>What is in hand of another day is worth nothing.</summary>
    public void Roll(DateOnly today)
    {
        if (Volatile.Read(ref day) != today.DayNumber)
        {
            Interlocked.Exchange(ref inHand, 0);
        }
    }

    public void Dispose() => reserving.Dispose();

    private static int SizeOf(long payload) => (int)payload + Overhead;

    private bool TryTakeBytes(int bytes)
    {
        if (Interlocked.Add(ref inHand, -bytes) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref inHand, bytes);
        return false;
    }

    private async Task<bool> ReserveAsync(Permit permit, int bytes)
    {
        await reserving.WaitAsync();
        try
        {
            if (TryTakeBytes(bytes))
            {
                return true;
            }

            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            var portion = await store.ReserveAsync(permit, today, bytes, Math.Max(bytes, limit / Portions), limit);
            if (portion == 0)
            {
                if (Interlocked.Exchange(ref toldDay, today.DayNumber) != today.DayNumber)
                {
                    exhausted();
                }

                return false;
            }

            if (Interlocked.Exchange(ref day, today.DayNumber) != today.DayNumber)
            {
                Interlocked.Exchange(ref inHand, 0);
            }

            Interlocked.Add(ref inHand, portion - bytes);
            return true;
        }
        finally
        {
            reserving.Release();
        }
    }
}
