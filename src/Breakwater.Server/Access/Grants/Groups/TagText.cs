namespace Breakwater.Server.Access.Grants.Groups;

/// <summary>How tags and groups are named: lower-case letters, digits, <c>-</c>, <c>_</c>, <c>.</c> and <c>:</c>, as in <c>site:lyon</c>.</summary>
internal static class TagText
{
    public const int Longest = GroupRule.LongestName;

    public const string Rule = "1 to 64 of a-z, 0-9 and - _ . :, beginning with a letter or digit";

    public static bool IsValid(string? text) =>
        text is { Length: > 0 and <= Longest } && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.' or ':');
}
