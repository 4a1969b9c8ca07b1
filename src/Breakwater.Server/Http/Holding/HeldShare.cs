using System.Buffers;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Http.Holding;

/// <summary>What one use has of its principal's <see cref="HeldBytes"/>. One thread at a time has it, the sum many.</summary>
internal sealed class HeldShare(HeldBytes held, PrincipalId principal, HeldBytes.Sum sum) : IDisposable
{
    private long mine;
    private long payloads;
    private bool isClosed;

    /// <summary>The principal's uses hold all that they may: what can leave leaves.</summary>
    public bool IsUsedUp => held.IsUsedUp(sum);

    public long Largest => held.Largest;

    /// <summary>Taken whether or not it is used up: a body has to be whole, and an answer is written somewhere before it can leave. Both have a bound of their own.</summary>
    public void Take(int bytes)
    {
        mine += bytes;
        Interlocked.Add(ref sum.Bytes, bytes);
    }

    /// <summary>For what need not be: false, and nothing is taken, where the principal's uses would hold more than <see cref="Largest"/>.</summary>
    /// <param name="isSmall">It is taken in any case: so little that all uses of a principal may.</param>
    public bool TryTake(int bytes, bool isSmall)
    {
        if (Interlocked.Add(ref sum.Bytes, bytes) > Largest && !isSmall)
        {
            Interlocked.Add(ref sum.Bytes, -bytes);
            return false;
        }

        mine += bytes;
        payloads += bytes;
        return true;
    }

    /// <summary>What <see cref="TryTake"/> took: the answer is begun anew.</summary>
    public void GivePayloadsBack()
    {
        mine -= payloads;
        Interlocked.Add(ref sum.Bytes, -payloads);
        payloads = 0;
    }

    /// <summary>Waits for one of the <see cref="HeldBytes.ReadsAtOnce"/> places of the principal.</summary>
    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await sum.Reading.WaitAsync(cancellationToken);
        return new Turn(sum.Reading);
    }

    /// <summary>At least so many, and as many as it has are taken.</summary>
    public byte[] Rent(int bytes)
    {
        var rented = ArrayPool<byte>.Shared.Rent(bytes);
        held.CountRented(1);
        Take(rented.Length);
        return rented;
    }

    public void Return(byte[] rented)
    {
        Take(-rented.Length);
        held.CountRented(-1);
        ArrayPool<byte>.Shared.Return(rented, clearArray: true);
    }

    public void Dispose()
    {
        if (!isClosed)
        {
            isClosed = true;
            Interlocked.Add(ref sum.Bytes, -mine);
            held.Close(principal, sum);
        }
    }
}
