using System.Text.Json;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Gateway.Topics;

namespace Breakwater.Server.Gateway.Packets;

/// <summary>Every packet that a device may send, by type. A type that nobody declares stops the start.</summary>
internal sealed class PacketHandlers
{
    private readonly IPacketHandler[] byType = new IPacketHandler[16];

    public PacketHandlers(IEnumerable<IPacketHandler> handlers)
    {
        foreach (var handler in handlers)
        {
            byType[(int)handler.Type] = byType[(int)handler.Type] is null
                ? handler
                : throw new InvalidOperationException($"Two handlers declare the packet {handler.Type}.");
        }

        MeaningActions.Check(MeaningActions.All);
        foreach (var type in Enum.GetValues<PacketType>())
        {
            if (byType[(int)type] is null)
            {
                throw new InvalidOperationException($"No handler declares the packet {type}; declare a policy for it, or that it is refused.");
            }
        }
    }

    /// <summary>One a packet; those that a device may not send are declared, too, as refused.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<PacketHandlers>().AddSingleton<ConnectHandler>().AddSingleton<IPacketHandler>(provider => provider.GetRequiredService<ConnectHandler>())
            .AddSingleton<IPacketHandler, PublishHandler>()
            .AddSingleton<IPacketHandler, PubAckHandler>()
            .AddSingleton<IPacketHandler, SubscribeHandler>()
            .AddSingleton<IPacketHandler, UnsubscribeHandler>()
            .AddSingleton<IPacketHandler, PingReqHandler>()
            .AddSingleton<IPacketHandler, DisconnectHandler>();
        foreach (var refused in RefusedPacketHandler.All)
        {
            services.AddSingleton(refused);
        }
    }

    public IPacketHandler this[PacketType type] => byType[(int)type];

    public IEnumerable<DeclaredWayIn> Surface => byType.OfType<IPacketHandler>().Where(h => h.Policy.Principals != PrincipalKind.None).Select(h =>
        new DeclaredWayIn(
            h.Policy.Listener.Text(), "mqtt", h.Type.ToString().ToUpperInvariant(), [h.Policy.Principals], h.Policy.Action?.Name(), h.Policy.Cost, h.Type == PacketType.Publish ? Meanings() : null));

    private static Dictionary<string, string> Meanings() => MeaningActions.All.OrderBy(m => m.Key).ToDictionary(
        m => JsonNamingPolicy.CamelCase.ConvertName(m.Key.ToString()), m => m.Value.Name());
}
