namespace Breakwater.Server.Devices.Rules;

/// <summary>What a serial number or a model name may look like: it travels in URLs, in HTTP Basic user names (no colon, RFC 7617 §2) and in CSV.</summary>
internal static class DeviceSerial
{
    public const int Longest = 64;

    public const string Rule = "1 to 64 characters of A-Z a-z 0-9 - _ .";

    public static bool IsValid(string? text)
    {
        if (text is not { Length: > 0 and <= Longest })
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        // "." and ".." would be path segments.
        return text.AsSpan().ContainsAnyExcept('.');
    }
}
