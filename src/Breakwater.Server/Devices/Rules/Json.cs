using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Breakwater.Server.Devices.Rules;

/// <summary>JSON text to element and back; elements here own their memory.</summary>
internal static class Json
{
    public static JsonElement? Element(string? text) => text is null ? null : JsonElement.Parse(text);

    /// <summary>
    /// The bytes as JSON, or null when they are none. An escaped surrogate without its other half is grammatical (RFC 8259 §8.2) but names no character
    /// and cannot be written again, so it counts as none: one such message must not make a device's history unreadable.
    /// </summary>
    public static JsonElement? TryElement(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return null;
        }

        var reader = new Utf8JsonReader(bytes);
        try
        {
            return JsonElement.TryParseValue(ref reader, out var element) && !HasMore(ref reader) && IsWritable(bytes, element!.Value) ? element : null;
        }
        catch (JsonException)
        {
            // What devices send is free to be something other than JSON.
            return null;
        }
    }

    /// <summary>The bytes as they are, if they are JSON. Bytes that are no UTF-8 are none (RFC 8259 §8.1), though <see cref="TryElement"/>'s reader lets them pass.</summary>
    public static RawJson? TryRaw(ReadOnlyMemory<byte> bytes) => IsJson(bytes.Span) ? new RawJson(bytes) : null;

    /// <summary>Whether the bytes are JSON, and UTF-8 throughout (RFC 8259 §8.1).</summary>
    public static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || !Utf8.IsValid(bytes))
        {
            return false;
        }

        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read())
            {
                if (reader is { ValueIsEscaped: true, TokenType: JsonTokenType.String or JsonTokenType.PropertyName } && HasHalfSurrogate(reader.ValueSpan))
                {
                    return false;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            // What devices send is free to be something other than JSON.
            return false;
        }
    }

    /// <summary>Whether an escaped surrogate lacks its other half. The reader has seen to the grammar of the escapes.</summary>
    private static bool HasHalfSurrogate(ReadOnlySpan<byte> text)
    {
        for (var next = text.IndexOf((byte)'\\'); next >= 0; next = text.IndexOf((byte)'\\'))
        {
            text = text[next..];
            if (text[1] != 'u')
            {
                text = text[2..];
                continue;
            }

            var unit = Unit(text);
            text = text[6..];
            if (char.IsSurrogate(unit))
            {
                if (!char.IsHighSurrogate(unit) || !text.StartsWith("\\u"u8) || !char.IsLowSurrogate(Unit(text)))
                {
                    return true;
                }

                text = text[6..];
            }
        }

        return false;
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        Utf8Parser.TryParse(escape[2..6], out ushort unit, out _, 'X') ? (char)unit : throw new JsonException("An escape without four digits.");

    private static bool HasMore(ref Utf8JsonReader reader) => reader.Read();

    private static bool IsWritable(ReadOnlySpan<byte> bytes, JsonElement element)
    {
        if (bytes.IndexOf("\\u"u8) < 0)
        {
            return true;
        }

        try
        {
            using var writer = new Utf8JsonWriter(Stream.Null);
            element.WriteTo(writer);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
