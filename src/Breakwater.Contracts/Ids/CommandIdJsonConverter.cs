using System.Text.Json;
using System.Text.Json.Serialization;

namespace Breakwater.Contracts.Ids;

/// <summary>Reads and writes CommandId; public, so that other serializer contexts can use the type.</summary>
public sealed class CommandIdJsonConverter : JsonConverter<CommandId>
{
    public override CommandId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        CommandId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("A command id is 32 lower-case hexadecimal digits.");

    public override void Write(Utf8JsonWriter writer, CommandId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
