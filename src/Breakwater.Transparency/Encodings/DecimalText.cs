using System.Globalization;

namespace Breakwater.Transparency.Encodings;

/// <summary>Sizes and indexes as every C2SP format writes them: ASCII digits, no sign, no leading zero but in <c>0</c> itself.</summary>
internal static class DecimalText
{
    /// <summary>Digits of <see cref="long.MaxValue"/>.</summary>
    private const int MaxDigits = 19;

    /// <returns>False for anything but the one spelling of a number from 0 to 2^63 - 1.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        return text.Length is > 0 and <= MaxDigits
            && (text.Length == 1 || text[0] != '0')
            && !text.ContainsAnyExceptInRange('0', '9') // the parser below would let NULs follow
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
