using System.Globalization;
using System.Security.Cryptography;

namespace Breakwater.Server.Ledger.Checkpoints;

/// <summary>
/// A log's origin. One that goes on where the one before must not be signed any more is named after it: <c>name</c>, <c>name/r2-1b9e6a07</c>,
/// <c>name/r3-c0ffee11</c>. The random part keeps two apart that both went on from the same backup.
/// </summary>
/// <param name="Base">Without the generation.</param>
/// <param name="Generation">From 1.</param>
internal readonly record struct LogName(string Base, int Generation)
{
    private const string Mark = "/r";

    private const int RandomDigits = 8;

    public static string New() => $"breakwater/ledger/{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    public static LogName Of(string origin)
    {
        var cut = origin.LastIndexOf(Mark, StringComparison.Ordinal);
        var rest = cut > 0 ? origin.AsSpan(cut + Mark.Length) : [];
        var digits = rest.IndexOf('-') is >= 0 and var dash ? rest[..dash] : rest;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var generation) && generation is > 1 and < int.MaxValue
            ? new LogName(origin[..cut], generation)
            : new LogName(origin, 1);
    }

    /// <summary>The name to go on under.</summary>
    public string Next() => string.Create(
        CultureInfo.InvariantCulture, $"{Base}{Mark}{Generation + 1}-{RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true)}");

    /// <summary>Whether <paramref name="other"/> went on from the log of this name, or from one before it.</summary>
    public bool IsFollowedBy(string other) => Of(other) is var named && named.Base == Base && named.Generation >= Generation;
}
