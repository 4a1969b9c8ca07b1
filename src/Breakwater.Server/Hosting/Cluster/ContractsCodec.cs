using System.Buffers;
using System.Text.Json;
using Breakwater.Contracts;
using Breakwater.Contracts.Ids;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.WireProtocol;

namespace Breakwater.Server.Hosting.Cluster;

/// <summary>
/// Lets grains pass wire types. They are immutable, so within a process they are handed over as they are; between processes they travel as the JSON
/// that they are anyway.
/// </summary>
internal sealed class ContractsCodec : IGeneralizedCodec, IGeneralizedCopier, ITypeFilter
{
    public bool IsSupportedType(Type type) => type == typeof(JsonElement) || type.Assembly == typeof(DeviceId).Assembly;

    public bool? IsTypeAllowed(Type type) => IsSupportedType(type) ? true : null;

    public object? DeepCopy(object? input, CopyContext context) => input;

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, object? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (value is null)
        {
            ReferenceCodec.WriteNullReference(ref writer, fieldIdDelta);
            return;
        }

        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType!, value.GetType(), WireType.LengthPrefixed);
        var json = JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), ContractsJson.Default);
        writer.WriteVarUInt32((uint)json.Length);
        writer.Write(json);
    }

    public object? ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference)
        {
            return ReferenceCodec.ReadReference(ref reader, field.FieldType ?? typeof(object));
        }

        ReferenceCodec.MarkValueField(reader.Session);
        var json = new byte[reader.ReadVarUInt32()];
        reader.ReadBytes(json);
        return JsonSerializer.Deserialize(json, field.FieldType!, ContractsJson.Default);
    }
}
