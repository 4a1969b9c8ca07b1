using System.Buffers;

namespace Breakwater.Mqtt.Properties;

/// <summary>Enumerates the subscription identifiers a server put into a PUBLISH (MQTT 5.0 §3.3.2.3.8).</summary>
public readonly struct SubscriptionIdentifierSequence
{
    private readonly ReadOnlySequence<byte> _section;

    internal SubscriptionIdentifierSequence(in ReadOnlySequence<byte> section) => _section = section;

    public Enumerator GetEnumerator() => new(_section);

    public ref struct Enumerator
    {
        private PropertyReader _properties;

        internal Enumerator(scoped in ReadOnlySequence<byte> section) => _properties = PropertyReader.Over(section, PropertyScope.Publish);

        public uint Current { get; private set; }

        public bool MoveNext()
        {
            while (_properties.TryNext(out Property property))
            {
                if (property.Id == PropertyId.SubscriptionIdentifier)
                {
                    Current = property.Number;
                    return true;
                }
            }

            return false;
        }
    }
}
