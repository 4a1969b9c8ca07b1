using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Http.Holding;
using Breakwater.Server.Http.Walk;

namespace Breakwater.Server.Http.Paging;

/// <summary>
/// What one answer may keep of stored payloads before it is written: a page's bytes, out of what all uses of its principal hold. Where those hold much a page is short; where
/// not even its first item fits, it is refused. What is small always fits, so that nobody is shut out by the large answers of another of his clients.
/// </summary>
internal sealed class PageRoom(HeldShare held)
{
    /// <summary>
    /// Bytes of payload a page, unless its one item has more. Source: as much of an answer is held until its entry is in the ledger (ledger.heldAnswerBytes).
    /// </summary>
    public const int Largest = 1024 * 1024;

    /// <summary>The same where the principal's uses hold much: all uses of one have room for it.</summary>
    public const int Short = 64 * 1024;

    /// <summary>Bytes that an item takes beside its payload, as a row, as an answer, and in the lists of both.</summary>
    private const int Item = 160;

    private int payload;
    private int taken;

    /// <summary>What is hit where there is no room.</summary>
    public LimitHit Limit => new(LimitNames.HeldBytes, held.Largest, TimeSpan.Zero, TimeSpan.FromSeconds(1));

    /// <summary>
    /// Waits until fewer of the principal's own uses read than may at once. A read ends by itself, whatever became of who asked; so what is read and not counted yet has a
    /// bound, and nobody takes the places of all for himself.
    /// </summary>
    public ValueTask<Turn> EnterAsync(CancellationToken cancellationToken) => held.EnterAsync(cancellationToken);

    /// <summary>Asked before an item is kept. False: it is for the next page.</summary>
    /// <exception cref="RefusedLateException">It is the first, and the principal's uses hold all that they may.</exception>
    public bool TryTake(int bytes)
    {
        if (taken > 0 && (payload + bytes > Largest || (held.IsUsedUp && taken + bytes + Item > Short)))
        {
            return false;
        }

        if (!held.TryTake(bytes + Item, isSmall: taken + bytes + Item <= Short))
        {
            return taken > 0 ? false : throw new RefusedLateException(new Refusal(RefusalReason.TooManyUses, Limit));
        }

        payload += bytes;
        taken += bytes + Item;
        return true;
    }

    /// <summary>For what is no page but one item.</summary>
    /// <exception cref="RefusedLateException">The principal's uses hold all that they may.</exception>
    public void Take(int bytes) => TryTake(bytes);

    /// <summary>For what can be answered without, or refused in another way.</summary>
    public bool TryTakeAlone(int bytes)
    {
        if (!held.TryTake(bytes + Item, isSmall: taken + bytes + Item <= Short))
        {
            return false;
        }

        taken += bytes + Item;
        return true;
    }
}
