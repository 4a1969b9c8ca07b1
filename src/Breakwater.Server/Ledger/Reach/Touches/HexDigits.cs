namespace Breakwater.Server.Ledger.Reach.Touches;

/// <summary>Lower-case hexadecimal digits in UTF-8, as ids are written; other spellings are no ids.</summary>
internal static class HexDigits
{
    private const byte None = 0xFF;

    private static readonly byte[] Values = MakeValues();

    /// <summary>Reads up to 32 digits; false when there is something else among them.</summary>
    public static bool TryRead(ReadOnlySpan<byte> digits, out UInt128 value)
    {
        value = default;
        ulong upper = 0, lower = 0;
        foreach (var digit in digits)
        {
            var bits = Values[digit];
            if (bits == None)
            {
                return false;
            }

            upper = (upper << 4) | (lower >> 60);
            lower = (lower << 4) | bits;
        }

        value = new UInt128(upper, lower);
        return true;
    }

    private static byte[] MakeValues()
    {
        var values = new byte[256];
        Array.Fill(values, None);
        for (var i = 0; i < 16; i++)
        {
            values["0123456789abcdef"[i]] = (byte)i;
        }

        return values;
    }
}
