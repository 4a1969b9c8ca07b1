using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Breakwater.Server.Hosting.Cluster;

/// <summary>
/// Orleans in one process. A cluster of one has nobody to talk to, so its ports stay closed: an open silo port would be a way in that nobody
/// declared (law 3), and two servers on one host would fight over it.
/// </summary>
internal static class EmbeddedCluster
{
    /// <summary>Only a name within the process; nothing listens there.</summary>
    private const int NominalPort = 11111;

    public static void AddEmbeddedCluster(this WebApplicationBuilder builder)
    {
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort: NominalPort, gatewayPort: 0);
            silo.Configure<EndpointOptions>(options =>
            {
                options.AdvertisedIPAddress = IPAddress.Loopback;
                options.GatewayPort = 0;
            });

            // A device that sleeps a quarter of an hour is loaded again when it wakes; what it is doing is on disk.
            silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(15));
        });
        builder.Services.AddSingleton<Orleans.Serialization.Serializers.IGeneralizedCodec, ContractsCodec>();
        builder.Services.AddSingleton<Orleans.Serialization.Cloning.IGeneralizedCopier, ContractsCodec>();
        builder.Services.AddSingleton<Orleans.Serialization.ITypeFilter, ContractsCodec>();
        CloseListeners(builder.Services);
    }

    private static void CloseListeners(IServiceCollection services)
    {
        var listeners = services.Where(s => s.IsKeyedService && s.ServiceType == typeof(IConnectionListenerFactory)).ToArray();
        if (listeners.Length == 0)
        {
            throw new InvalidOperationException("Orleans no longer registers its listeners by key; the embedded cluster cannot be closed.");
        }

        foreach (var listener in listeners)
        {
            services.Remove(listener);
            services.AddKeyedSingleton<IConnectionListenerFactory>(listener.ServiceKey, (_, _) => new ClosedListenerFactory());
        }
    }
}
