using System.Globalization;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Recording;

/// <summary>How many of a kind came since its last entry. Not thread-safe: the coalescer's gate guards it.</summary>
/// <param name="entry">Of the first.</param>
/// <param name="since">When its window began.</param>
internal sealed class Tally(LedgerEntry<Name> entry, DateTimeOffset since)
{
    /// <summary>Devices that a kind remembers, to say how many were different. Some 10 KB.</summary>
    private const int RememberedDevices = 256;

    private TaskCompletionSource? writing;
    private HashSet<DeviceId>? devices;
    private DateTimeOffset first;
    private DateTimeOffset last;

    /// <summary>It alone says which device it was about.</summary>
    public LedgerEntry<Name> First => entry;

    public DateTimeOffset Since { get; private set; } = since;

    /// <summary>Those that are in no entry yet.</summary>
    public long Number { get; private set; }

    /// <summary>An entry of the kind is on disk, and the next is not due yet or can be written when it is.</summary>
    public bool IsWritten { get; private set; }

    /// <summary>Ends when the entry that is on its way has been written, or could not be. Null: none is.</summary>
    public Task? Writing => writing?.Task;

    public void Add(DeviceId? device, DateTimeOffset now)
    {
        first = Number == 0 ? now : first;
        last = now;
        Number++;
        if (device is { } named && (devices ??= []).Count < RememberedDevices)
        {
            devices.Add(named);
        }
    }

    /// <summary>What the next entry shall be about; <see cref="End"/> says what became of it.</summary>
    public Counted Begin()
    {
        writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = new Counted(Number, first, last, devices);
        (Number, devices) = (0, null);
        return all;
    }

    /// <summary>After an entry another window begins. What could not be written is counted with what follows, and the next of its kind tries again.</summary>
    public void End(Counted counted, bool written, DateTimeOffset now)
    {
        IsWritten = written;
        if (written)
        {
            Since = now;
        }
        else
        {
            TakeBack(counted);
        }

        var ended = writing;
        writing = null;
        ended?.SetResult();
    }

    public LedgerEntry<Name> EntryOf(Counted counted) => entry with
    {
        Device = null,
        Details = counted.Devices is not { Count: var different } ? EntryDetails.None
            : EntryDetails.Of(("devices", different < RememberedDevices ? different.ToString(CultureInfo.InvariantCulture) : $"{RememberedDevices} or more")),
    };

    private void TakeBack(Counted counted)
    {
        first = counted.First;
        last = Number == 0 ? counted.Last : last;
        Number += counted.Number;
        devices ??= counted.Devices;
        foreach (var device in counted.Devices ?? [])
        {
            if (devices!.Count < RememberedDevices)
            {
                devices.Add(device);
            }
        }
    }
}
