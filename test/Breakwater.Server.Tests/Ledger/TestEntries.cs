using System.Buffers;
using System.Globalization;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Tests.Ledger;

/// <summary>Entries that are told apart by their number.</summary>
internal static class TestEntries
{
    /// <summary>A millisecond an entry from here on.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DeviceId[] Devices = [.. Enumerable.Range(0, 50).Select(_ => DeviceId.Create())];

    public static LedgerEntry<SubjectId> New(long number) => new()
    {
        Time = Start.AddMilliseconds(number),
        Type = EntryType.ApiRead,
        Operation = "twin:read",
        Role = "owner",
        Actor = SubjectId.From((ulong)(number % 20) + 1),
        Device = Devices[number % Devices.Length],
        Grant = "g1",
        WayIn = string.Create(CultureInfo.InvariantCulture, $"GET /{number}"),
    };

    public static byte[] Bytes(LedgerEntry<SubjectId> entry)
    {
        var bytes = new ArrayBufferWriter<byte>();
        EntryJson.Write(bytes, entry);
        return bytes.WrittenSpan.ToArray();
    }
}
