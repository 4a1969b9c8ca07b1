using System.Text.Json;
using System.Text.Json.Serialization;

namespace Breakwater.Contracts.Ids;

/// <summary>Reads and writes PrincipalId; public, so that other serializer contexts can use the type.</summary>
public sealed class PrincipalIdJsonConverter : JsonConverter<PrincipalId>
{
    public override PrincipalId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PrincipalId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("A principal id is written kind:name.");

    public override void Write(Utf8JsonWriter writer, PrincipalId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
