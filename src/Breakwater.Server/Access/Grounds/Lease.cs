using Breakwater.Server.Storage;

namespace Breakwater.Server.Access.Grounds;

/// <summary>
/// The use of a permit while it goes on: a request, a connection, a stream, a command on its way. It is opened before the credential is looked up, with the
/// number of what had ended by then, and every effect compares that number first. It can be taken back at any moment.
/// </summary>
/// <remarks>
/// Order is everything. <see cref="Enter"/> counts itself in, then reads <see cref="GroundTable.Applied"/>; a revocation writes that, then reads the count;
/// both are full fences, so at least one sees the other (Dekker). A section that begins after the ending was applied is refused, one that began before is
/// waited for.
/// </remarks>
internal sealed class Lease : IWriteGuard, IDisposable
{
    private readonly GroundTable table;
    private readonly LeaseRegistry registry;
    private readonly Lock gate = new();
    private GroundSet grounds;
    private CancellationTokenSource? source;
    private Action? closed;
    private long asOf;
    private long until = long.MaxValue;
    private int inside;
    private int leaving;
    private int asked;
    private volatile State state = State.Deciding;

    internal Lease(GroundTable table, LeaseRegistry registry)
        : this(table, registry, table.Applied)
    {
    }

    /// <param name="asOf">Of what was decided earlier.</param>
    internal Lease(GroundTable table, LeaseRegistry registry, long asOf)
    {
        this.table = table;
        this.registry = registry;
        this.asOf = asOf;
    }

    private enum State
    {
        /// <summary>Its grounds are still being read; its number is its own until they are known.</summary>
        Deciding,
        Current,

        /// <summary>It has to be asked again: by another lease, in whose place this one goes.</summary>
        Moved,
        Ended,
        Closed,
    }

    /// <summary>As of which number everything that it rests on holds.</summary>
    public long AsOf => Volatile.Read(ref asOf);

    /// <summary>When it ends by itself, in UTC ticks.</summary>
    public long Until => Volatile.Read(ref until);

    public GroundSet Grounds => grounds;

    /// <summary>Cancelled when it has ended, or has to be asked again by whoever cannot ask. Made when first asked for.</summary>
    public CancellationToken Ended
    {
        get
        {
            lock (gate)
            {
                source ??= new CancellationTokenSource();
                if (state is State.Ended or State.Moved or State.Closed)
                {
                    source.Cancel();
                }

                return source.Token;
            }
        }
    }

    public bool IsEnded => state is State.Ended;

    /// <summary>It ended in the course of things: its time was up, and nothing that it rests on has ended or changed.</summary>
    public bool IsTimeUp
    {
        get
        {
            var seen = AsOf;
            return IsEnded && table.Compare(grounds, ref seen) == Standing.Holds;
        }
    }

    /// <summary>A unit of work asks on the writer's thread, where endings are applied too: nothing can come between the answer and the unit.</summary>
    public bool Holds => state == State.Current && Catch();

    /// <summary>A change of whoever holds this lease was committed under it, or may have been; then it cannot be run again from the start.</summary>
    public bool HasCommitted { get; private set; }

    /// <summary>Told when it ends; at each look of the scan again until it is closed. Hands over and returns at once.</summary>
    internal Action? WhenEnded { get; set; }

    /// <summary>
    /// What to do when something that it rests on has changed and nobody is about to compare (a connection that sleeps, bytes underway). Null: whoever sleeps on it is woken.
    /// </summary>
    internal Func<Lease, Task>? AskAgain { get; set; }

    /// <summary>It is being asked again.</summary>
    internal bool IsAsked => Volatile.Read(ref asked) == 1;

    /// <summary>Told once, when it is closed.</summary>
    internal Action? Closed
    {
        set => closed = value;
    }

    /// <summary>Where the registry keeps it.</summary>
    internal (int Stripe, int Index) Place { get; set; } = (-1, -1);

    internal bool IsIdle => Volatile.Read(ref inside) == 0;

    /// <summary>Somebody is in the middle of something, or is asking whether it goes on.</summary>
    internal bool IsInUse => !IsIdle || IsAsked;

    /// <summary>Nothing begins under it any more, and it is still in use.</summary>
    internal bool IsLeaving => state is not (State.Deciding or State.Current) && IsInUse;

    /// <summary>Begins a section. Dispose of what it returns at once after the effect.</summary>
    public Effect Enter()
    {
        Interlocked.Increment(ref inside);
        if (state == State.Current && (Volatile.Read(ref asOf) == table.Applied || Catch()))
        {
            return new Effect(this);
        }

        Leave();
        return default;
    }

    /// <summary>It has taken one of its principal's places, and gives it back.</summary>
    internal bool IsCounted => Volatile.Read(ref closed) is not null;

    /// <summary>Goes in the place of a lease that has moved: what that one held is this one's to give back.</summary>
    public void Replace(Lease earlier)
    {
        closed = Interlocked.Exchange(ref earlier.closed, null);
        HasCommitted = earlier.HasCommitted;
    }

    /// <summary>Says what it rests on; from here on it can be found by what ends. False: one of them ended while it was being decided.</summary>
    /// <param name="ends">When the credential or the grant ends by itself, the earlier.</param>
    public bool Settle(in GroundSet restsOn, DateTimeOffset? ends)
    {
        grounds = restsOn;
        Volatile.Write(ref until, ends?.UtcTicks ?? long.MaxValue);
        registry.Add(this);
        lock (gate)
        {
            if (state != State.Deciding)
            {
                return false;
            }

            state = State.Current;
        }

        return Catch();
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref closed, null)?.Invoke();
        AskAgain = null;
        WhenEnded = null;

        // Whoever is inside a section still is in the middle of something: a revocation goes on finding this until he has left.
        // A full fence between the write and the look, as in Leave: one of the two sees the other.
        Interlocked.Exchange(ref leaving, 1);
        if (IsIdle)
        {
            registry.Remove(this);
        }

        lock (gate)
        {
            if (state is State.Deciding or State.Current)
            {
                state = State.Closed;
            }

            source?.Dispose();
            source = null;
        }
    }

    public void Committed() => HasCommitted = true;

    /// <summary>Somebody who is inside stays for as long as another one needs.</summary>
    internal void Stay() => Interlocked.Increment(ref inside);

    internal void Leave()
    {
        if (Interlocked.Decrement(ref inside) == 0 && Volatile.Read(ref leaving) == 1)
        {
            registry.Remove(this);
        }
    }

    /// <summary>The registry's pass: compares and marks, and tells nobody; that is done outside of its locks.</summary>
    /// <param name="now">UTC ticks.</param>
    internal Standing Review(long now)
    {
        if (state is State.Closed or State.Deciding)
        {
            return IsIdle ? Standing.Holds : Standing.Changed;
        }

        if (state is State.Ended || now >= Until)
        {
            Move(State.Ended);
            return Standing.Ended;
        }

        var seen = AsOf;
        if (state == State.Moved)
        {
            // What had only changed may have ended since.
            if (table.Compare(grounds, ref seen) != Standing.Ended)
            {
                return Standing.Changed;
            }

            Move(State.Ended);
            return Standing.Ended;
        }

        var standing = table.Compare(grounds, ref seen);
        switch (standing)
        {
            case Standing.Holds:
                Advance(seen);
                break;
            case Standing.Changed:
                Move(State.Moved);
                break;
            default:
                Move(State.Ended);
                break;
        }

        return standing;
    }

    /// <summary>Ends it: no section begins any more, and whoever listens is told.</summary>
    internal void End()
    {
        if (Move(State.Ended))
        {
            Cancel();
        }
    }

    /// <summary>False: somebody asks already.</summary>
    internal bool TryAsk() => Interlocked.Exchange(ref asked, 1) == 0;

    internal void Asked() => Volatile.Write(ref asked, 0);

    /// <summary>Whoever sleeps on it is told.</summary>
    internal void Cancel()
    {
        CancellationTokenSource? listening;
        lock (gate)
        {
            listening = source;
        }

        if (IsEnded)
        {
            WhenEnded?.Invoke();
        }

        try
        {
            // Callbacks run elsewhere: whoever ends this has others to end.
            _ = listening?.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It was closed between the look and the call, which is as good as told.
        }
    }

    private bool Move(State to)
    {
        lock (gate)
        {
            if (state is State.Ended or State.Closed || state == to)
            {
                return false;
            }

            state = to;
            return true;
        }
    }

    /// <summary>Something, anywhere, has ended since: is it one of mine?</summary>
    private bool Catch()
    {
        var seen = AsOf;
        switch (table.Compare(grounds, ref seen))
        {
            case Standing.Holds:
                Advance(seen);
                return true;
            case Standing.Changed:
                Move(State.Moved);
                return false;
            default:
                End();
                return false;
        }
    }

    /// <summary>Numbers only grow, whichever of two threads was slower.</summary>
    private void Advance(long number)
    {
        var known = AsOf;
        while (known < number)
        {
            var was = Interlocked.CompareExchange(ref asOf, number, known);
            if (was == known)
            {
                return;
            }

            known = was;
        }
    }
}
