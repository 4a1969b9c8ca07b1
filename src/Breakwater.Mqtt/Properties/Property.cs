using System.Buffers;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Properties;

/// <summary>One property as read: a number, or bytes, or (User Property) a name in <see cref="Bytes"/> and a <see
/// cref="PairValue"/>.</summary>
internal struct Property
{
    public PropertyId Id;
    public uint Number;
    public ReadOnlySequence<byte> Bytes;
    public ReadOnlySequence<byte> PairValue;

    public readonly bool Flag => Number != 0;

    public readonly string Text => Utf8Text.Decode(Bytes);

    public readonly UserProperty Pair => new(Utf8Text.Decode(Bytes), Utf8Text.Decode(PairValue));
}
