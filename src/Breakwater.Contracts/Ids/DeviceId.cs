using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Breakwater.Contracts.Ids;

/// <summary>
/// The identity of a device: 128 random bits, written as 32 lower-case hexadecimal digits. It says nothing about serial,
/// model or order of manufacture, so knowing one device's id helps nobody to guess another's.
/// </summary>
[JsonConverter(typeof(DeviceIdJsonConverter))]
public readonly record struct DeviceId : ISpanParsable<DeviceId>
{
    public const int TextLength = 32;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly UInt128 value;

    private DeviceId(UInt128 value) => this.value = value;

    /// <summary>Makes a new random id.</summary>
    public static DeviceId Create()
    {
        Span<byte> bytes = stackalloc byte[16];
        UInt128 candidate;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            candidate = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        }
        while (candidate == UInt128.Zero);
        return new DeviceId(candidate);
    }

    public static DeviceId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("A device id is 32 lower-case hexadecimal digits.");

    public static DeviceId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("A device id is 32 lower-case hexadecimal digits.");

    public static bool TryParse([NotNullWhen(true)] string? s, out DeviceId result) => TryParse(s.AsSpan(), null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out DeviceId result) =>
        TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out DeviceId result)
    {
        result = default;

        // One spelling only: an upper-case alias of an id would be a second name for one device.
        // (And the runtime's number parser takes zero characters at the end for nothing.)
        if (s.Length != TextLength || s.ContainsAnyExcept(Digits)
            || !UInt128.TryParse(s, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var parsed)
            || parsed == UInt128.Zero)
        {
            return false;
        }

        result = new DeviceId(parsed);
        return true;
    }

    /// <exception cref="InvalidOperationException">The id is <c>default</c>, which names no device.</exception>
    public override string ToString() => string.Create(TextLength, this, static (text, id) => id.Format(text));

    /// <summary>Writes the id's one spelling, without a string for it.</summary>
    /// <param name="text">Room for <see cref="TextLength"/> characters.</param>
    /// <exception cref="ArgumentException">There is less room.</exception>
    /// <exception cref="InvalidOperationException">The id is <c>default</c>, which names no device.</exception>
    public void Format(Span<char> text)
    {
        if (value == UInt128.Zero)
        {
            throw new InvalidOperationException("default(DeviceId) names no device.");
        }

        if (!value.TryFormat(text, out _, "x32", CultureInfo.InvariantCulture))
        {
            throw new ArgumentException($"An id takes {TextLength} characters.", nameof(text));
        }
    }
}
