namespace Breakwater.Mqtt.Properties;

/// <summary>The type of a property's value; numbers carry the range the section of the property gives.</summary>
internal enum PropertyKind : byte
{
    Unknown,
    Flag,
    UInt16,
    NonZeroUInt16,
    UInt32,
    NonZeroUInt32,
    NonZeroVariableByteInteger,
    Text,
    TopicName,
    Binary,
    TextPair,
}
