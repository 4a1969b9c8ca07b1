using System.Globalization;
using Breakwater.Contracts.Ledger;

namespace Breakwater.Server.Inquiry;

/// <summary>Reads a question from the parameters of a request.</summary>
internal static class LedgerQuestionText
{
    private const int LongestName = 200;

    /// <param name="errors">What is wrong, by parameter.</param>
    public static LedgerQuestion? Parse(string? kind, string? of, string? since, string? until, out Dictionary<string, string> errors)
    {
        errors = [];
        if (!Enum.TryParse<LedgerSubjectKind>(kind, ignoreCase: true, out var known) || !Enum.IsDefined(known) || char.IsDigit(kind[0]))
        {
            errors["kind"] = $"One of {string.Join(", ", Enum.GetNames<LedgerSubjectKind>().Select(n => n.ToLowerInvariant()))}.";
        }

        if (of is not { Length: > 0 and <= LongestName })
        {
            errors["of"] = $"Whom or what it is about, 1 to {LongestName} characters.";
        }

        var (from, to) = (Time("since", since, errors), Time("until", until, errors));
        return errors.Count == 0 ? new LedgerQuestion(known, of!, from, to) : null;
    }

    private static DateTimeOffset? Time(string name, string? text, Dictionary<string, string> errors)
    {
        if (text is null)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        errors[name] = "A time as RFC 3339 has it, such as 2026-02-14T09:00:00Z.";
        return null;
    }
}
