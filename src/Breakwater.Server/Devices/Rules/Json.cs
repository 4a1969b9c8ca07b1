using System.Text.Json;

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
