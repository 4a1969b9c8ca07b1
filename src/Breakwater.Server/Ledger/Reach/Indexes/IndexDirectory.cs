using System.Buffers;
using System.Buffers.Binary;

namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>
/// Finds a key in a directory. Keys are uniformly random, so where one should be is known to within the square root of their number: one read around that
/// place finds most keys. Keys that are not random are galloped after, then bisected, so that no file makes it take long.
/// </summary>
internal static class IndexDirectory
{
    /// <summary>Keys a read: 64 KB of the longest.</summary>
    private const int LargestWindow = (1 << 16) / (IndexFormat.DeviceKey + IndexFormat.StartLength);

    /// <summary>Reads that follow a guess; after them the rest is halved.</summary>
    private const int Guesses = 4;

    public static IndexSection Of(ReachKind kind) => kind switch
    {
        ReachKind.Actor => IndexSection.Actors,
        ReachKind.Credential => IndexSection.Credentials,
        ReachKind.Source => IndexSection.Sources,
        _ => IndexSection.Devices,
    };

    /// <summary>Where the key's rows, or row numbers, are.</summary>
    /// <exception cref="DamagedIndexException">They end before they begin.</exception>
    public static bool TryFind(SegmentIndex index, IndexSection section, UInt128 key, out uint start, out uint end)
    {
        var keyLength = section == IndexSection.Devices ? IndexFormat.DeviceKey : IndexFormat.SubjectKey;
        var length = keyLength + IndexFormat.StartLength;
        var count = (int)(index.Header[section].Length / length) - 1;
        (start, end) = (0, 0);
        if (count <= 0)
        {
            return false;
        }

        // One standard deviation is at most half the square root of the number.
        var window = Math.Min(LargestWindow, 32 + (int)(3 * Math.Sqrt(count)));
        var buffer = ArrayPool<byte>.Shared.Rent((window + 1) * length);
        try
        {
            var (low, high, step, from) = (0, count, window, Expected(key, keyLength, count) - (window / 2));
            for (var reads = 1; low < high; reads++)
            {
                from = Math.Clamp(from, low, Math.Max(low, high - window));
                var keys = Math.Min(window, high - from);
                var entries = buffer.AsSpan(0, (keys + 1) * length);
                index.Read(section, (long)from * length, entries);
                if (key < KeyAt(entries, 0, keyLength))
                {
                    (high, from) = (from, from - step);
                }
                else if (key > KeyAt(entries, keys - 1, keyLength))
                {
                    (low, from) = (from + keys, from + step);
                }
                else
                {
                    var found = TryFind(entries, keys, keyLength, key, out start, out end);
                    return start <= end ? found : throw index.Damaged(section, "a key's rows end before they begin");
                }

                step = 4 * Math.Min(step, count);
                from = reads < Guesses ? from : low + ((high - low - window) / 2);
            }

            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Expected(UInt128 key, int keyLength, int count)
    {
        var bits = keyLength == IndexFormat.DeviceKey ? (ulong)(key >> 64) : (ulong)key;
        return (int)Math.BigMul(bits, (ulong)count, out _);
    }

    private static UInt128 KeyAt(ReadOnlySpan<byte> entries, int number, int keyLength)
    {
        var entry = entries[(number * (keyLength + IndexFormat.StartLength))..];
        return keyLength == IndexFormat.DeviceKey ? BinaryPrimitives.ReadUInt128LittleEndian(entry) : BinaryPrimitives.ReadUInt64LittleEndian(entry);
    }

    private static bool TryFind(ReadOnlySpan<byte> entries, int keys, int keyLength, UInt128 key, out uint start, out uint end)
    {
        var (low, high, length) = (0, keys, keyLength + IndexFormat.StartLength);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (KeyAt(entries, middle, keyLength) < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        (start, end) = (0, 0);
        if (low == keys || KeyAt(entries, low, keyLength) != key)
        {
            return false;
        }

        start = BinaryPrimitives.ReadUInt32LittleEndian(entries[((low * length) + keyLength)..]);
        end = BinaryPrimitives.ReadUInt32LittleEndian(entries[(((low + 1) * length) + keyLength)..]);
        return true;
    }
}
