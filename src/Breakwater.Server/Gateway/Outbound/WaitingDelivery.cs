using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Grounds;

namespace Breakwater.Server.Gateway.Outbound;

/// <summary>A message in line. Used under the queue's lock only.</summary>
internal sealed class WaitingDelivery(Delivery delivery)
{
    private Lease? lease;

    public Delivery Delivery => delivery;

    /// <summary>Somebody is being asked whether it may go.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>What was asked has been answered.</summary>
    /// <param name="permitted">Null: it has to be asked again.</param>
    public void Answer(Lease? permitted) => (IsAsked, lease) = (false, permitted);

    /// <summary>Under what it goes now. Null: it has to be asked, and is marked so.</summary>
    public Lease? Find(ErrandGate gate, DateTimeOffset now)
    {
        if (lease?.Until <= now.UtcTicks)
        {
            Drop();
        }

        lease ??= gate.Adopt(delivery.Errand!)?.Lease;
        IsAsked = lease is null;
        return lease;
    }

    /// <summary>It is being written; its lease is closed by whoever writes it.</summary>
    public void HandOver() => lease = null;

    /// <summary>It has moved, or is not needed any more.</summary>
    public void Drop()
    {
        lease?.Dispose();
        lease = null;
    }

    /// <summary>It did not hold after all.</summary>
    public void AskAgain()
    {
        Drop();
        IsAsked = true;
    }
}
