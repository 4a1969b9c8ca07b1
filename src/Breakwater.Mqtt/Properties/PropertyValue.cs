using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Topics;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Properties;

/// <summary>Reads the value behind a property identifier (MQTT 5.0 §1.5 for the types, §3 for the ranges).</summary>
internal static class PropertyValue
{
    public static ParseStatus Read(ref FieldReader fields, PropertyKind kind, ref Property property) => kind switch
    {
        PropertyKind.Flag => ReadFlag(ref fields, ref property),
        PropertyKind.UInt16 => ReadUInt16(ref fields, ref property, 0),
        PropertyKind.NonZeroUInt16 => ReadUInt16(ref fields, ref property, 1),
        PropertyKind.UInt32 => ReadUInt32(ref fields, ref property, 0),
        PropertyKind.NonZeroUInt32 => ReadUInt32(ref fields, ref property, 1),
        PropertyKind.NonZeroVariableByteInteger => ReadVariableByteInteger(ref fields, ref property),
        PropertyKind.Text => OkOrMalformed(fields.TryReadText(out property.Bytes)),
        PropertyKind.TopicName => ReadTopicName(ref fields, ref property),
        PropertyKind.Binary => OkOrMalformed(fields.TryReadBinary(out property.Bytes)),
        PropertyKind.TextPair => OkOrMalformed(fields.TryReadText(out property.Bytes) && fields.TryReadText(out property.PairValue)),
        _ => ParseStatus.Malformed,
    };

    private static ParseStatus ReadFlag(ref FieldReader fields, ref Property property)
    {
        bool read = fields.TryReadByte(out byte value);
        property.Number = value;
        return InRange(read, value <= 1);
    }

    private static ParseStatus ReadUInt16(ref FieldReader fields, ref Property property, uint minimum)
    {
        bool read = fields.TryReadUInt16(out ushort value);
        property.Number = value;
        return InRange(read, value >= minimum);
    }

    private static ParseStatus ReadUInt32(ref FieldReader fields, ref Property property, uint minimum)
    {
        bool read = fields.TryReadUInt32(out property.Number);
        return InRange(read, property.Number >= minimum);
    }

    private static ParseStatus ReadVariableByteInteger(ref FieldReader fields, ref Property property)
    {
        bool read = fields.TryReadVariableByteInteger(out int value);
        property.Number = (uint)value;
        return InRange(read, value != 0);
    }

    // §3.3.2.3.5 [MQTT-3.3.2-14]
    private static ParseStatus ReadTopicName(ref FieldReader fields, ref Property property) =>
        InRange(fields.TryReadText(out property.Bytes), !property.Bytes.IsEmpty && !TopicName.HasWildcard(property.Bytes));

    private static ParseStatus InRange(bool read, bool inRange) =>
        !read ? ParseStatus.Malformed : inRange ? ParseStatus.Ok : ParseStatus.ProtocolError;

    private static ParseStatus OkOrMalformed(bool read) => read ? ParseStatus.Ok : ParseStatus.Malformed;
}
