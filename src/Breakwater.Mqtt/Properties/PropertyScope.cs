using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Properties;

/// <summary>Where a property section stands: bit n is packet type n; bit 0, which is no packet, is the will inside CONNECT.</summary>
[Flags]
internal enum PropertyScope
{
    None = 0,
    Will = 1 << 0,
    Connect = 1 << PacketType.Connect,
    ConnAck = 1 << PacketType.ConnAck,
    Publish = 1 << PacketType.Publish,
    PubAck = 1 << PacketType.PubAck,
    PubRec = 1 << PacketType.PubRec,
    PubRel = 1 << PacketType.PubRel,
    PubComp = 1 << PacketType.PubComp,
    Subscribe = 1 << PacketType.Subscribe,
    SubAck = 1 << PacketType.SubAck,
    Unsubscribe = 1 << PacketType.Unsubscribe,
    UnsubAck = 1 << PacketType.UnsubAck,
    Disconnect = 1 << PacketType.Disconnect,
    Auth = 1 << PacketType.Auth,

    Message = Publish | Will,
    Acknowledgements = PubAck | PubRec | PubRel | PubComp | SubAck | UnsubAck,
    Explained = ConnAck | Acknowledgements | Disconnect | Auth,
    Everywhere = Message | Connect | Subscribe | Unsubscribe | Explained,
}
