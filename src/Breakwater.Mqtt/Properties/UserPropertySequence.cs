using System.Buffers;
using Breakwater.Mqtt.Parsing;

namespace Breakwater.Mqtt.Properties;

/// <summary>Enumerates the user properties of an accepted packet out of its raw bytes, without a list.</summary>
public readonly struct UserPropertySequence
{
    private readonly ReadOnlySequence<byte> _section;
    private readonly PropertyScope _scope;

    internal UserPropertySequence(in ReadOnlySequence<byte> section, PropertyScope scope)
    {
        _section = section;
        _scope = scope;
    }

    public Enumerator GetEnumerator() => new(_section, _scope);

    /// <summary>Decodes them all; the parser's <see cref="ParserLimits.MaximumUserProperties"/> bounds the list.</summary>
    public IReadOnlyList<UserProperty> ToList()
    {
        List<UserProperty> list = [];
        foreach (RawUserProperty property in this)
        {
            list.Add(property.Decode());
        }

        return list;
    }

    public ref struct Enumerator
    {
        private PropertyReader _properties;

        internal Enumerator(scoped in ReadOnlySequence<byte> section, PropertyScope scope) =>
            _properties = PropertyReader.Over(section, scope);

        public RawUserProperty Current { get; private set; }

        public bool MoveNext()
        {
            while (_properties.TryNext(out Property property))
            {
                if (property.Id == PropertyId.UserProperty)
                {
                    Current = new RawUserProperty(property.Bytes, property.PairValue);
                    return true;
                }
            }

            return false;
        }
    }
}
