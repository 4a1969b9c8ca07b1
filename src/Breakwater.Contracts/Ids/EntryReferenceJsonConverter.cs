using System.Text.Json;
using System.Text.Json.Serialization;

namespace Breakwater.Contracts.Ids;

/// <summary>Reads and writes EntryReference; public, so that other serializer contexts can use the type.</summary>
public sealed class EntryReferenceJsonConverter : JsonConverter<EntryReference>
{
    public override EntryReference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        EntryReference.TryParse(reader.GetString(), out var reference) ? reference : throw new JsonException("A reference is 32 lower-case hexadecimal digits.");

    public override void Write(Utf8JsonWriter writer, EntryReference value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
