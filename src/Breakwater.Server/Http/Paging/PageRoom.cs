using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Http.Holding;
using Breakwater.Server.Http.Walk;

namespace Breakwater.Server.Http.Paging;

/// <summary>
/// What one answer may keep of stored payloads before it is written: a page's bytes, out of what all uses of its principal hold. Where those hold much a page is of one item;
/// where not even that fits, it is refused.
/// </summary>
internal sealed class PageRoom(HeldShare held)
{
    /// <summary>
    /// Bytes of payload a page, unless its one item has more. Source: as much of an answer is held until its entry is in the ledger (ledger.heldAnswerBytes).
    /// </summary>
    public const int Largest = 1024 * 1024;

    private int left = Largest;
    private bool isBegun;

    /// <summary>Asked before an item is kept. False: it is for the next page.</summary>
    /// <exception cref="RefusedLateException">It is the first, and the principal's uses hold all that they may.</exception>
    public bool TryTake(int bytes)
    {
        if (isBegun && (bytes > left || held.IsUsedUp))
        {
            return false;
        }

        if (!held.TryTake(bytes))
        {
            return isBegun ? false : throw new RefusedLateException(new Refusal(
                RefusalReason.TooManyUses, new LimitHit(LimitNames.HeldBytes, held.Largest, TimeSpan.Zero, TimeSpan.FromSeconds(1))));
        }

        isBegun = true;
        left -= bytes;
        return true;
    }

    /// <summary>For what is no page but one item.</summary>
    /// <exception cref="RefusedLateException">The principal's uses hold all that they may.</exception>
    public void Take(int bytes) => TryTake(bytes);
}
