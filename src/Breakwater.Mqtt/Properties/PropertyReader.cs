using System.Buffers;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Properties;

/// <summary>Walks one property section and holds it to the rules: known, in its place, once, in range (MQTT 5.0 §2.2.2).</summary>
internal ref struct PropertyReader
{
    private readonly PropertyScope _scope;
    private readonly int _maximumUserProperties;
    private FieldReader _fields;
    private ulong _seen;
    private int _userProperties;

    private PropertyReader(scoped in ReadOnlySequence<byte> section, PropertyScope scope, int maximumUserProperties)
    {
        Section = section;
        _fields = new FieldReader(section);
        _scope = scope;
        _maximumUserProperties = maximumUserProperties;
        Status = ParseStatus.Ok;
    }

    /// <summary>The raw bytes, for those who walk them again.</summary>
    public ReadOnlySequence<byte> Section { get; }

    /// <summary>After <see cref="TryNext"/> returned false: <see cref="ParseStatus.Ok"/> if the section ended, else what was
    /// wrong.</summary>
    public ParseStatus Status { get; private set; }

    // §2.2.2.1
    public static bool TryOpen(scoped ref FieldReader packet, PropertyScope scope, ParserLimits limits, out PropertyReader properties)
    {
        properties = default;
        if (!packet.TryReadVariableByteInteger(out int length) || !packet.TryReadBytes(length, out ReadOnlySequence<byte> section))
        {
            return false;
        }

        properties = new PropertyReader(section, scope, limits.MaximumUserProperties);
        return true;
    }

    /// <summary>Walks a section that was accepted before, under whatever limit.</summary>
    public static PropertyReader Over(scoped in ReadOnlySequence<byte> section, PropertyScope scope) => new(section, scope, int.MaxValue);

    public bool TryNext(out Property property)
    {
        property = default;
        if (_fields.End || Status != ParseStatus.Ok)
        {
            return false;
        }

        Status = Read(ref property);
        return Status == ParseStatus.Ok;
    }

    // §2.2.2.2: unknown or misplaced is malformed; repeated is a protocol error.
    private ParseStatus Read(ref Property property)
    {
        if (!_fields.TryReadVariableByteInteger(out int id) || !PropertyRules.IsAllowed(id, _scope))
        {
            return ParseStatus.Malformed;
        }

        property.Id = (PropertyId)id;
        ulong bit = 1UL << id;
        if ((_seen & bit) != 0 && !PropertyRules.MayRepeat(property.Id, _scope))
        {
            return ParseStatus.ProtocolError;
        }

        _seen |= bit;
        if (property.Id == PropertyId.UserProperty && ++_userProperties > _maximumUserProperties)
        {
            return ParseStatus.LimitExceeded;
        }

        return PropertyValue.Read(ref _fields, PropertyRules.KindOf(id), ref property);
    }
}
