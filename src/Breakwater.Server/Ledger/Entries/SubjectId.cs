using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Breakwater.Server.Ledger.Entries;

/// <summary>
/// A pseudonym in the ledger: who or from where, as 64 random bits written as 16 lower-case hexadecimal digits. Only the mapping of
/// the folder <c>Subjects</c> says whom it means, and what that forgets nobody can find out again.
/// </summary>
public readonly record struct SubjectId : IComparable<SubjectId>
{
    public const int TextLength = 16;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private SubjectId(ulong value) => Value = value;

    /// <summary>Never zero in an id that means somebody.</summary>
    public ulong Value { get; }

    public bool IsNobody => Value == 0;

    public static SubjectId From(ulong value) => new(value);

    public static bool TryParse([NotNullWhen(true)] string? text, out SubjectId id)
    {
        id = default;
        if (text is not { Length: TextLength } || text.AsSpan().ContainsAnyExcept(Digits)
            || !ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || value == 0)
        {
            return false;
        }

        id = new SubjectId(value);
        return true;
    }

    public int CompareTo(SubjectId other) => Value.CompareTo(other.Value);

    public static bool operator <(SubjectId left, SubjectId right) => left.Value < right.Value;

    public static bool operator >(SubjectId left, SubjectId right) => left.Value > right.Value;

    public static bool operator <=(SubjectId left, SubjectId right) => left.Value <= right.Value;

    public static bool operator >=(SubjectId left, SubjectId right) => left.Value >= right.Value;

    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
