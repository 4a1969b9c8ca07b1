using System.Text.Json;
using System.Text.Json.Serialization;

namespace Breakwater.Contracts.Ids;

/// <summary>Reads and writes DeviceId; public, so that other serializer contexts can use the type.</summary>
public sealed class DeviceIdJsonConverter : JsonConverter<DeviceId>
{
    public override DeviceId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DeviceId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("A device id is 32 lower-case hexadecimal digits.");

    public override void Write(Utf8JsonWriter writer, DeviceId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
