namespace Breakwater.Contracts.Admin;

/// <summary>What the reference of a case may look like. It names a ticket, not a person, and is shown to owners.</summary>
public static class CaseReference
{
    /// <summary>Says in so many words that there is no case; it is shown like one.</summary>
    public const string None = "none";

    public const string Rule = "1 to 64 characters of A-Z a-z 0-9 - _ .";

    public static bool IsValid(string? text)
    {
        if (text is not { Length: > 0 and <= 64 })
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

        return true;
    }
}
