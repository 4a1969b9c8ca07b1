using Breakwater.Contracts;
using Breakwater.Server.Http.Holding;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Http.Walk;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.Http;

/// <summary>The gate's adapter to HTTP: who is speaking, what is decided, what is entered, what is answered.</summary>
internal sealed class HttpRoom : Room
{
    public override EventIds? LogEvents => new(7000, 7099);

    public override void Add(IServiceCollection services)
    {
        services.AddSingleton<RequestAuthentication>().AddSingleton<ICredentialReader, SocketReader>();
        services.AddSingleton<HeldBytes>().AddSingleton<RefusalReport>().AddSingleton<AccessRecording>().AddScoped<NamedDevices>();
        RequestPermits.AddTo(services);
        services.AddTransient(provider => new PageRoom(provider.GetRequiredService<RequestPermits>().Walk.Held));
        services.AddSingleton<MatcherPolicy, ListenerMatcherPolicy>();

        // The media types that an endpoint accepts are for the OpenAPI document. Routing would answer 415 by them before anybody has asked who is
        // speaking, from an endpoint that nobody declared; endpoints refuse media types themselves, after the decision.
        services.Remove(services.Single(s => s.ServiceType == typeof(MatcherPolicy) && s.ImplementationType?.Name == "AcceptsMatcherPolicy"));

        // A parameter that cannot be read is answered by FailureMiddleware, as a problem and not as an empty 400.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
            json.SerializerOptions.AllowDuplicateProperties = false;
        });
    }
}
