using System.Text;
using System.Text.Json;

namespace Breakwater.Server.Ledger.Reach.Touches;

/// <summary>The values that entries are made of. Each method stands on the first token of a value and leaves on its last one.</summary>
internal static class EntryTokens
{
    public static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (json.TokenType != type)
        {
            throw new JsonException($"{type} was expected, not {json.TokenType}");
        }
    }

    /// <summary>Moves to the next property's value; false at the end of the object.</summary>
    public static bool NextProperty(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Stands on a name that nobody asked for.</summary>
    public static void SkipProperty(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    public static long ReadNumber(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetInt64();
    }

    /// <summary>An id of so many hexadecimal digits; zero for null.</summary>
    /// <exception cref="JsonException">It is something else, or zero.</exception>
    public static UInt128 ReadId(ref Utf8JsonReader json, int digits)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        Expect(ref json, JsonTokenType.String);
        return ParseId(json.ValueIsEscaped ? Encoding.UTF8.GetBytes(json.GetString()!) : json.ValueSpan, digits);
    }

    /// <summary>The <c>uid</c> of an object that has one; zero for null.</summary>
    public static UInt128 ReadUid(ref Utf8JsonReader json, int digits)
    {
        json.Read();
        Expect(ref json, JsonTokenType.StartObject);
        UInt128? id = null;
        while (NextProperty(ref json))
        {
            if (json.ValueTextEquals("uid"u8))
            {
                id = ReadId(ref json, digits);
            }
            else
            {
                SkipProperty(ref json);
            }
        }

        return id ?? throw new JsonException("A uid is missing");
    }

    /// <summary>Null for null.</summary>
    public static string? ReadText(ref Utf8JsonReader json, TextCache texts)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(ref json, JsonTokenType.String);
        return json.ValueIsEscaped ? json.GetString()
            : texts.TryGet(json.ValueSpan, out var text) ? text
            : texts.Add(json.ValueSpan, json.GetString()!);
    }

    private static UInt128 ParseId(ReadOnlySpan<byte> text, int digits) =>
        text.Length == digits && HexDigits.TryRead(text, out var id) && id != UInt128.Zero
            ? id
            : throw new JsonException($"An id has {digits} hexadecimal digits");
}
