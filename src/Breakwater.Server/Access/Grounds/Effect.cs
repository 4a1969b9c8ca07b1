namespace Breakwater.Server.Access.Grounds;

/// <summary>
/// A section in which something is done under a lease. A revocation is answered only when all sections that began before it are over. It is a ref struct,
/// so the compiler refuses to wait inside.
/// </summary>
internal readonly ref struct Effect
{
    private readonly Lease? lease;

    internal Effect(Lease? lease) => this.lease = lease;

    /// <summary>Otherwise nothing may be done: ask again, or end.</summary>
    public bool Allowed => lease is not null;

    /// <summary>
    /// What was begun here goes on (<see cref="Underway"/>), and belongs to the section until <see cref="Lease.Leave"/> of what this returns. Only where the effect is
    /// allowed.
    /// </summary>
    public Lease Stay()
    {
        lease!.Stay();
        return lease;
    }

    public void Dispose() => lease?.Leave();
}
