using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Breakwater.Contracts.Ids;

/// <summary>
/// Names an entry of the ledger to one reader: 128 bits as 32 hexadecimal digits, which say nothing of the entry's number, nor of other entries, and are
/// worthless in the hands of anybody else.
/// </summary>
[JsonConverter(typeof(EntryReferenceJsonConverter))]
public readonly record struct EntryReference : IParsable<EntryReference>
{
    public const int TextLength = 32;

    private EntryReference(UInt128 value) => Value = value;

    public UInt128 Value { get; }

    public static EntryReference From(UInt128 value) => new(value);

    public static EntryReference Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var reference) ? reference : throw new FormatException("A reference is 32 lower-case hexadecimal digits.");

    public static bool TryParse([NotNullWhen(true)] string? s, out EntryReference result) => TryParse(s, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out EntryReference result)
    {
        result = default;
        if (s is not { Length: TextLength } || s.AsSpan().ContainsAnyInRange('A', 'F')
            || !UInt128.TryParse(s, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        result = new EntryReference(value);
        return true;
    }

    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
