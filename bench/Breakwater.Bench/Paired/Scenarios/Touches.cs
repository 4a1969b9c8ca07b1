using Breakwater.Bench.Paired.Sides;

namespace Breakwater.Bench.Paired.Scenarios;

/// <summary>Services read the twins of all devices, one request after the other: for the first time, or again.</summary>
/// <param name="isFirst">True: every slice has new services, so each request touches what its principal has not touched in the window.</param>
internal sealed class Touches(Side side, bool isFirst) : IScenario
{
    /// <summary>Of a portion.</summary>
    private const int Requests = 3;

    /// <summary>Each reads all devices but one.</summary>
    private const int Services = 4;

    private readonly HttpClient http = side.Client();
    private readonly List<Reader> services = [];
    private int next;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        next = 0;
        if (services.Count > 0 && !isFirst)
        {
            return;
        }

        services.Clear();
        for (var i = 0; i < Services; i++)
        {
            var service = await FleetService.AddAsync(side.Server, side.Devices.Count, cancellationToken);
            services.Add(service);

            // A service's own first use is not what is asked for; one device of many is.
            await service.ReadTwinAsync(http, side.Devices[0], cancellationToken);
        }

        if (!isFirst)
        {
            for (var i = 0; i < Services * (side.Devices.Count - 1); i++)
            {
                await ReadNextAsync(cancellationToken);
            }
        }
    }

    /// <exception cref="InvalidOperationException">There is nothing left to touch for the first time.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < Requests; i++)
        {
            await ReadNextAsync(cancellationToken);
        }

        return Requests;
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReadNextAsync(CancellationToken cancellationToken)
    {
        var others = side.Devices.Count - 1;
        var service = next / others;
        if (service == services.Count)
        {
            (next, service) = isFirst ? throw new InvalidOperationException("A slice has more requests than its services have devices.") : (0, 0);
        }

        var device = side.Devices[1 + (next % others)];
        next++;
        await services[service].ReadTwinAsync(http, device, cancellationToken);
    }
}
