using Breakwater.Transparency.Encodings;

namespace Breakwater.Transparency.Tiles;

/// <summary>C2SP tlog-tiles, Merkle Tree: <c>tile/{L}/{N}[.p/{W}]</c>, and Log entries: <c>tile/entries/{N}[.p/{W}]</c>.</summary>
internal static class TilePath
{
    private const string Prefix = "tile/";
    private const string Entries = "entries";
    private const string Partial = ".p/";

    /// <summary>Longest path: level 0, an index of 17 digits in six groups, a width of three digits.</summary>
    private const int MaxLength = 64;

    public static string Format(TileAddress address)
    {
        Span<char> text = stackalloc char[MaxLength];
        return new string(text[..Write(address, text)]);
    }

    /// <summary>Reads leniently, writes what it read, and compares: so there is one spelling of each tile.</summary>
    public static bool TryParse(ReadOnlySpan<char> path, out TileAddress address)
    {
        Span<char> canonical = stackalloc char[MaxLength];
        return TryRead(path, out address) && path.SequenceEqual(canonical[..Write(address, canonical)]);
    }

    private static bool TryRead(ReadOnlySpan<char> path, out TileAddress address)
    {
        address = default;
        if (path.Length > MaxLength || !path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        path = path[Prefix.Length..];
        var slash = path.IndexOf('/');
        if (slash < 0)
        {
            return false;
        }

        var level = path[..slash];
        path = path[(slash + 1)..];
        long width = TileAddress.FullWidth;
        var partial = path.IndexOf(Partial, StringComparison.Ordinal);
        if (partial >= 0)
        {
            if (!DecimalText.TryParse(path[(partial + Partial.Length)..], out width) || width >= TileAddress.FullWidth)
            {
                return false;
            }

            path = path[..partial];
        }

        return TryReadIndex(path, out var index) && (level.SequenceEqual(Entries)
            ? TileAddress.TryCreateEntries(index, (int)width, out address)
            : DecimalText.TryParse(level, out var number) && number <= TileAddress.MaxLevel
                && TileAddress.TryCreate((int)number, index, (int)width, out address));
    }

    private static bool TryReadIndex(ReadOnlySpan<char> text, out long index)
    {
        index = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (index > (long.MaxValue - 9) / 10)
                {
                    return false;
                }

                index = (index * 10) + (c - '0');
            }
        }

        return !text.IsEmpty;
    }

    private static int Write(TileAddress address, Span<char> text)
    {
        Prefix.CopyTo(text);
        var length = Prefix.Length;
        if (address.IsEntries)
        {
            Entries.CopyTo(text[length..]);
            length += Entries.Length;
        }
        else
        {
            length += WriteNumber(address.Level, text[length..]);
        }

        var thousands = 1L;
        while (address.Index / thousands >= 1000)
        {
            thousands *= 1000;
        }

        for (; thousands > 0; thousands /= 1000)
        {
            text[length++] = '/';
            length += WriteGroup((int)(address.Index / thousands % 1000), last: thousands == 1, text[length..]);
        }

        if (!address.IsFull)
        {
            Partial.CopyTo(text[length..]);
            length += Partial.Length;
            length += WriteNumber(address.Width, text[length..]);
        }

        return length;
    }

    private static int WriteGroup(int number, bool last, Span<char> text)
    {
        var length = 0;
        if (!last)
        {
            text[length++] = 'x';
        }

        text[length++] = (char)('0' + (number / 100));
        text[length++] = (char)('0' + (number / 10 % 10));
        text[length++] = (char)('0' + (number % 10));
        return length;
    }

    private static int WriteNumber(int number, Span<char> text)
    {
        _ = number.TryFormat(text, out var written, provider: System.Globalization.CultureInfo.InvariantCulture);
        return written;
    }
}
