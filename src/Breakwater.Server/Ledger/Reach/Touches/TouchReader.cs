using System.Runtime.InteropServices;
using System.Text.Json;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Reach.Touches;

/// <summary>
/// Reads what an entry touches from its bytes, without making an entry of them. One at a time: the properties are those of the entry read last. What no
/// touch is made of is only seen to be JSON.
/// </summary>
internal sealed class TouchReader
{
    private readonly EntryFields fields = new();
    private readonly HashSet<UInt128> seen = [];
    private readonly List<UInt128> devices = [];

    /// <summary>Of the entry, whether it touches anything or not; Unix time in milliseconds.</summary>
    public long Time => fields.Time ?? 0;

    /// <summary>Zero for nobody.</summary>
    public ulong Actor => fields.Actor;

    /// <summary>Zero for none.</summary>
    public ulong Credential => fields.Credential;

    /// <summary>Zero for none.</summary>
    public ulong Source => fields.Source;

    public string Role => fields.Role ?? "";

    public string Operation => fields.Operation ?? "";

    /// <summary>Empty for none.</summary>
    public string Grant => fields.Grant ?? "";

    /// <summary>They belong to the first of the devices.</summary>
    public long Bytes => fields.BytesIn + fields.BytesOut;

    public long Count => fields.Count;

    /// <summary>What was touched: the device that was asked for, then those that were shown; each once.</summary>
    public ReadOnlySpan<UInt128> Devices => CollectionsMarshal.AsSpan(devices);

    /// <summary>Whether the entry touches anything.</summary>
    /// <exception cref="FormatException">It is not an entry.</exception>
    public bool Read(ReadOnlySpan<byte> entry)
    {
        devices.Clear();
        try
        {
            fields.Read(entry);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException($"It is not an entry: {exception.Message}", exception);
        }

        if (fields is not { Time: { } time, Type: { } type, Status: { } status, Role: { } role, Operation: not null })
        {
            throw new FormatException("It is not an entry: something is missing.");
        }

        if (time < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || time > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            throw new FormatException("It is not an entry: there is no such time.");
        }

        if (status == 1 && ((EntryType)type).IsAccess() && role != "device")
        {
            TakeDevices();
        }

        return devices.Count > 0;
    }

    private void TakeDevices()
    {
        if (fields.Device != default)
        {
            devices.Add(fields.Device);
        }

        if (fields.Shown.Count == 0)
        {
            return;
        }

        seen.Clear();
        seen.Add(fields.Device);
        foreach (var device in fields.Shown)
        {
            if (seen.Add(device))
            {
                devices.Add(device);
            }
        }
    }
}
