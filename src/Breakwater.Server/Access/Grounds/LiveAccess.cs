using System.Collections.Concurrent;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Permits;

namespace Breakwater.Server.Access.Grounds;

/// <summary>
/// Every permit that outlives its request (a live stream), so that taking away a token, a grant or a device ends it at once (law 6), and so does their
/// expiry (law 5).
/// </summary>
public sealed class LiveAccess(TimeProvider time)
{
    private readonly ConcurrentDictionary<Lease, byte> leases = [];
    private readonly TimeProvider time = time;

    /// <summary>Registers a use that goes on; its token is cancelled when the permit is taken away.</summary>
    public Lease Open(Permit permit)
    {
        var lease = new Lease(this, permit);
        leases.TryAdd(lease, 0);
        return lease;
    }

    public void EndCredential(string credential) => End(lease => lease.Permit.Credential == credential);

    public void EndGrant(string grant) => End(lease => lease.Permit.Grant == grant);

    public void EndDevice(DeviceId device) => End(lease => lease.Permit.Device == device);

    private void End(Func<Lease, bool> affected)
    {
        foreach (var (lease, _) in leases)
        {
            if (affected(lease))
            {
                lease.End();
            }
        }
    }

    /// <summary>One ongoing use of a permit.</summary>
    public sealed class Lease : IDisposable
    {
        private readonly LiveAccess owner;
        private readonly CancellationTokenSource source;

        internal Lease(LiveAccess owner, Permit permit)
        {
            this.owner = owner;
            Permit = permit;
            source = permit.Until is { } until ? new CancellationTokenSource(Remaining(until, owner.time), owner.time) : new CancellationTokenSource();
            Ended = source.Token;
        }

        public Permit Permit { get; }

        public CancellationToken Ended { get; }

        public void Dispose()
        {
            owner.leases.TryRemove(this, out _);
            source.Dispose();
        }

        /// <summary>Timers take at most 49 days; a stream that lasts longer asks again, as clients of streams do.</summary>
        private static TimeSpan Remaining(DateTimeOffset until, TimeProvider time)
        {
            var left = until - time.GetUtcNow();
            return left < TimeSpan.Zero ? TimeSpan.Zero : left > TimeSpan.FromDays(40) ? TimeSpan.FromDays(40) : left;
        }

        internal void End()
        {
            try
            {
                source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself between the look and the call, which is what was wanted.
            }
        }
    }
}
