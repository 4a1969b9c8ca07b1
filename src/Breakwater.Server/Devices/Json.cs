using System.Text.Json;

namespace Breakwater.Server.Devices;

/// <summary>JSON text to element and back; elements here own their memory.</summary>
internal static class Json
{
    public static JsonElement? Element(string? text) => text is null ? null : JsonElement.Parse(text);

    /// <summary>The bytes as JSON, or null when they are none.</summary>
    public static JsonElement? TryElement(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return null;
        }

        var reader = new Utf8JsonReader(bytes);
        try
        {
            return JsonElement.TryParseValue(ref reader, out var element) && !HasMore(ref reader) ? element : null;
        }
        catch (JsonException)
        {
            // What devices send is free to be something other than JSON.
            return null;
        }
    }

    private static bool HasMore(ref Utf8JsonReader reader) => reader.Read();
}
