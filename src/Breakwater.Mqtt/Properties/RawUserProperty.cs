using System.Buffers;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Properties;

/// <summary>A user property as it lies in the packet; both parts are well-formed UTF-8 and may be empty.</summary>
public readonly struct RawUserProperty
{
    internal RawUserProperty(in ReadOnlySequence<byte> name, in ReadOnlySequence<byte> value)
    {
        Name = name;
        Value = value;
    }

    public ReadOnlySequence<byte> Name { get; }

    public ReadOnlySequence<byte> Value { get; }

    public UserProperty Decode() => new(Utf8Text.Decode(Name), Utf8Text.Decode(Value));
}
