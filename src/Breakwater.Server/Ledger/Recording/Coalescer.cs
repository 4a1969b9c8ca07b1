using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Breakwater.Contracts;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Ledger.Recording;

/// <summary>
/// Writes what comes in floods, such as refusals, so that none is unseen and no flood fills the disk: the first of its kind at once, those that follow in a
/// window as one entry with their number. Kinds are told apart by credential, or by address where there is none; beyond a limit they are counted together.
/// </summary>
internal sealed class Coalescer : IAsyncDisposable
{
    /// <summary>Devices asked for in vain that a kind remembers, to say how many were different.</summary>
    private const int RememberedDevices = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<Kind, Tally> authenticated = [];
    private readonly Dictionary<Kind, Tally> anonymous = [];
    private readonly AccessLedger ledger;
    private readonly LedgerOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;

    public Coalescer(AccessLedger ledger, LedgerOptions options, TimeProvider time, ILogger logger)
    {
        this.ledger = ledger;
        this.options = options;
        this.time = time;
        this.logger = logger;
        running = RunAsync();
    }

    /// <summary>Records a refusal (or a use that is coalesced): on disk when this returns if it is the first of its kind in the window, counted if it is not.</summary>
    /// <exception cref="StoreUnavailableException">The ledger cannot commit.</exception>
    public async ValueTask RecordAsync(AccessFacts facts)
    {
        Tally? first;
        var address = Network(facts.Address);
        var table = facts.Principal is null ? anonymous : authenticated;
        var kind = new Kind(facts.Principal is null ? address : facts.Credential, facts.Operation, facts.Refusal ?? "", facts.WayIn);
        lock (gate)
        {
            if (!table.TryGetValue(kind, out var tally) && table.Count >= options.CoalescedKinds)
            {
                // Too many kinds: what they have in common is that they are too many.
                kind = new Kind(null, "any", facts.Refusal is null ? "" : "Many", "any");
                facts = new AccessFacts
                {
                    Type = facts.Type, Operation = kind.Operation, WayIn = kind.WayIn, Role = facts.Role, Refusal = facts.Refusal is null ? null : kind.Refusal,
                };
                table.TryGetValue(kind, out tally);
            }

            if (tally is not null)
            {
                tally.Add(facts.Device, time.GetUtcNow());
                return;
            }

            facts = facts with { Address = address };
            table[kind] = first = new Tally(facts, time.GetUtcNow());
        }

        try
        {
            await ledger.CountedAsync(facts, 1, null, null);
        }
        catch (StoreUnavailableException)
        {
            lock (gate)
            {
                // Not forgotten: it is written with those that follow.
                first.Add(facts.Device, time.GetUtcNow());
            }

            throw;
        }
    }

    /// <summary>Writes what has been counted.</summary>
    public async Task FlushAsync(bool all)
    {
        List<(AccessFacts Facts, long Count, DateTimeOffset Start, DateTimeOffset End)> due = [];
        lock (gate)
        {
            Collect(authenticated, all, due);
            Collect(anonymous, all, due);
        }

        foreach (var (facts, count, start, end) in due)
        {
            try
            {
                await ledger.CountedAsync(facts, count, start, end);
            }
            catch (StoreUnavailableException exception)
            {
                LedgerEvents.CountLost(logger, exception, count);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        await FlushAsync(all: true);
        stopping.Dispose();
    }

    /// <summary>One customer's part of the address space: an attacker has a /64 of IPv6 for nothing (RFC 6177).</summary>
    internal static string? Network(string? address)
    {
        if (!IPAddress.TryParse(address, out var ip) || ip.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (ip.IsIPv4MappedToIPv6)
        {
            return ip.MapToIPv4().ToString();
        }

        var bytes = ip.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    private void Collect(Dictionary<Kind, Tally> table, bool all, List<(AccessFacts, long, DateTimeOffset, DateTimeOffset)> due)
    {
        var now = time.GetUtcNow();
        foreach (var (kind, tally) in table)
        {
            if (!all && now - tally.Since < options.CoalescingWindow)
            {
                continue;
            }

            if (tally.Take(now) is { } counted)
            {
                due.Add(counted);
            }
            else
            {
                table.Remove(kind);
            }
        }
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(options.CoalescingWindow / 4, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                await FlushAsync(all: false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is counted is written by whoever disposes of this.
        }
    }

    private readonly record struct Kind(string? Who, string Operation, string Refusal, string WayIn);

    /// <summary>How many of a kind came since its last entry.</summary>
    private sealed class Tally(AccessFacts facts, DateTimeOffset since)
    {
        private readonly HashSet<DeviceId> devices = [];
        private long count;
        private DateTimeOffset first;
        private DateTimeOffset last;

        public DateTimeOffset Since { get; private set; } = since;

        public void Add(DeviceId? device, DateTimeOffset now)
        {
            first = count == 0 ? now : first;
            last = now;
            count++;
            if (device is { } named && devices.Count < RememberedDevices)
            {
                devices.Add(named);
            }
        }

        /// <summary>Null: none came.</summary>
        public (AccessFacts Facts, long Count, DateTimeOffset Start, DateTimeOffset End)? Take(DateTimeOffset now)
        {
            if (count == 0)
            {
                return null;
            }

            var many = devices.Count == 0 ? null : new Dictionary<string, string>
            {
                ["devices"] = devices.Count < RememberedDevices ? devices.Count.ToString(CultureInfo.InvariantCulture) : $"{RememberedDevices} or more",
            };
            var taken = (facts with { Device = null, Details = many }, count, first, last);
            devices.Clear();
            (count, Since) = (0, now);
            return taken;
        }
    }
}
