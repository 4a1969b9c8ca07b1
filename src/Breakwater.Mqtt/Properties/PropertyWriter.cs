using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Properties;

/// <summary>Collects a property section (MQTT 5.0 §2.2.2). A null value, or one equal to what absence means, is left out.</summary>
internal sealed class PropertyWriter
{
    private readonly FieldWriter _fields = new();

    public void Flag(PropertyId id, bool? value, bool? absent = null)
    {
        if (value is { } present && present != absent)
        {
            _fields.Byte((byte)id);
            _fields.Byte((byte)(present ? 1 : 0));
        }
    }

    public void UInt16(PropertyId id, ushort? value, ushort? absent = null)
    {
        if (value is { } present && present != absent)
        {
            _fields.Byte((byte)id);
            _fields.UInt16(present);
        }
    }

    public void UInt32(PropertyId id, uint? value, uint? absent = null)
    {
        if (value is { } present && present != absent)
        {
            _fields.Byte((byte)id);
            _fields.UInt32(present);
        }
    }

    public void VariableByteInteger(PropertyId id, uint? value)
    {
        if (value is { } present)
        {
            _fields.Byte((byte)id);
            _fields.VariableByteInteger(checked((int)present));
        }
    }

    public void Text(PropertyId id, string? value)
    {
        if (value is not null)
        {
            _fields.Byte((byte)id);
            _fields.Text(value);
        }
    }

    public void Binary(PropertyId id, byte[]? value)
    {
        if (value is not null)
        {
            _fields.Byte((byte)id);
            _fields.Binary(value);
        }
    }

    public void UserProperties(IReadOnlyList<UserProperty> properties)
    {
        foreach (UserProperty property in properties)
        {
            _fields.Byte((byte)PropertyId.UserProperty);
            _fields.Text(property.Name);
            _fields.Text(property.Value);
        }
    }

    // §2.2.2.1
    public void WriteTo(FieldWriter body)
    {
        body.VariableByteInteger(_fields.Written.Length);
        body.Raw(_fields.Written);
    }
}
