using System.Net;
using System.Net.Sockets;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Ledger.Recording;

/// <summary>
/// Writes what comes in floods, such as refusals, so that none is unseen and no flood fills the disk: the first of its kind at once, those that follow in a
/// window as one entry with their number. Kinds are told apart by credential, or by address where there is none; beyond a limit they are counted together.
/// </summary>
internal sealed class Coalescer : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<Kind, Tally> authenticated = [];
    private readonly Dictionary<Kind, Tally> anonymous = [];
    private readonly AccessLedger ledger;
    private readonly LedgerOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Rounds rounds;
    private int waiting;

    public Coalescer(AccessLedger ledger, LedgerOptions options, TimeProvider time, ILogger logger)
    {
        this.ledger = ledger;
        this.options = options;
        this.time = time;
        this.logger = logger;
        rounds = new Rounds(options.CoalescingWindow / 4, time, _ => FlushAsync(all: false), exception => LedgerEvents.CountsWait(logger, exception));
    }

    /// <summary>
    /// Records a refusal (or a use that is coalesced). When this returns the first of its kind in the window is on disk, and this one is it or is counted.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The ledger cannot commit, or too many wait for it. It is counted all the same, and enters with the next that can be written.</exception>
    public async ValueTask RecordAsync(LedgerEntry<Name> entry)
    {
        Tally? tally = null;
        while (true)
        {
            Task? writing;
            Counted counted;
            lock (gate)
            {
                tally ??= Count(entry);
                if (tally.IsWritten)
                {
                    return;
                }

                writing = tally.Writing;
                counted = writing is null ? tally.Begin() : default;
            }

            if (writing is null)
            {
                await WriteAsync(tally, counted, counted.Number == 1 ? tally.First : tally.EntryOf(counted));
                return;
            }

            // Nobody is answered on the strength of an entry that is not there yet; if it does not come to be, the next one tries.
            await WaitAsync(writing);
        }
    }

    /// <summary>Writes what has been counted.</summary>
    /// <param name="all">Whether or not its window is over.</param>
    public async Task FlushAsync(bool all)
    {
        List<(Tally Tally, Counted Counted)> due = [];
        lock (gate)
        {
            Collect(authenticated, all, due);
            Collect(anonymous, all, due);
        }

        foreach (var (tally, counted) in due)
        {
            try
            {
                await WriteAsync(tally, counted, tally.EntryOf(counted));
            }
            catch (Exception exception)
            {
                if (all)
                {
                    LedgerEvents.CountLost(logger, exception, counted.Number);
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await rounds.DisposeAsync();
        await FlushAsync(all: true);
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

    /// <summary>As many may wait for one that is being written as may wait to be written.</summary>
    private async Task WaitAsync(Task writing)
    {
        if (Interlocked.Increment(ref waiting) > LedgerLog.MostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            throw new StoreUnavailableException($"{LedgerLog.MostWaiting} refusals wait for the ledger already.");
        }

        try
        {
            await writing;
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>Counts it with its kind.</summary>
    private Tally Count(LedgerEntry<Name> entry)
    {
        var network = Network(entry.Source?.Text);
        var table = entry.Actor is null ? anonymous : authenticated;
        var kind = new Kind(entry.Actor is null ? network : entry.Credential?.Text, entry.Operation, entry.Refusal ?? "", entry.WayIn);
        var device = entry.Device;
        if (!table.TryGetValue(kind, out var tally) && table.Count >= options.CoalescedKinds)
        {
            // Too many kinds: what they have in common is that they are too many.
            kind = new Kind(null, "any", entry.Refusal is null ? "" : "Many", "any");
            entry = new LedgerEntry<Name>
            {
                Type = entry.Type, Operation = kind.Operation, WayIn = kind.WayIn, Role = entry.Role, Refusal = entry.Refusal is null ? null : kind.Refusal,
            };
            network = null;
            table.TryGetValue(kind, out tally);
        }

        if (tally is null)
        {
            table[kind] = tally = new Tally(entry with { Source = network }, time.GetUtcNow());
        }

        tally.Add(device, time.GetUtcNow());
        return tally;
    }

    private async Task WriteAsync(Tally tally, Counted counted, LedgerEntry<Name> entry)
    {
        var written = false;
        try
        {
            var alone = counted.Number == 1 && !tally.IsWritten;
            await ledger.EnterAsync(alone ? entry : entry with { Count = counted.Number, Start = counted.First, End = counted.Last });
            written = true;
        }
        finally
        {
            lock (gate)
            {
                tally.End(counted, written, time.GetUtcNow());
            }
        }
    }

    private void Collect(Dictionary<Kind, Tally> table, bool all, List<(Tally, Counted)> due)
    {
        var now = time.GetUtcNow();
        foreach (var (kind, tally) in table)
        {
            if (tally.Writing is not null || (!all && now - tally.Since < options.CoalescingWindow))
            {
                continue;
            }

            if (tally.Number > 0)
            {
                due.Add((tally, tally.Begin()));
            }
            else
            {
                table.Remove(kind);
            }
        }
    }

    private readonly record struct Kind(string? Who, string Operation, string Refusal, string? WayIn);
}
