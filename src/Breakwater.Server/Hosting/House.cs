using Breakwater.Server.Hosting.Cluster;
using Breakwater.Server.Hosting.Settings;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Walk;
using Breakwater.Server.Rooms;
using Microsoft.AspNetCore.Hosting;

namespace Breakwater.Server.Hosting;

/// <summary>Walks the rooms of the composition: opens them, puts them together, starts them.</summary>
internal static class House
{
    private static IEnumerable<Room> FromTheFloorUp => Composition.Rooms.Reverse();

    /// <exception cref="StartException">It cannot start; the message says why and how to mend it.</exception>
    public static async Task<OpenThings> OpenAsync(ServerOptions options, ServerHooks hooks, CancellationToken cancellationToken)
    {
        var things = new OpenThings(options.Sections, hooks.Time, LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(options.LogLevel);
            hooks.Logging?.Invoke(logging);
        }));
        try
        {
            foreach (var room in FromTheFloorUp)
            {
                room.Prepare(things);
            }

            foreach (var room in FromTheFloorUp)
            {
                await room.OpenAsync(things, cancellationToken);
            }

            return things;
        }
        catch (Exception exception)
        {
            await things.DisposeAsync();
            if (Explain(exception, options) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    public static WebApplication Build(ServerOptions options, ServerHooks hooks, OpenThings things)
    {
        // Nothing from the working directory or the environment configures ASP.NET behind the settings' back.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = options.Data.Path });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        LogFilters.Apply(builder.Logging, options.LogLevel);
        hooks.Logging?.Invoke(builder.Logging);
        builder.AddEmbeddedCluster();
        builder.Services.AddSingleton(hooks.Time).AddSingleton(options);
        things.AddTo(builder.Services);
        foreach (var room in Composition.Rooms)
        {
            foreach (var section in room.Sections)
            {
                section.AddTo(builder.Services, options.Sections);
            }

            room.Add(builder.Services);
        }

        var app = builder.Build();
        app.UseMiddleware<FailureMiddleware>();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        foreach (var room in Composition.Rooms)
        {
            room.Map(app);
        }

        hooks.Endpoints?.Invoke(app);
        return app;
    }

    /// <exception cref="StartException">It cannot start; the message says why and how to mend it.</exception>
    public static async Task StartAsync(ServerOptions options, IServiceProvider services)
    {
        try
        {
            foreach (var room in FromTheFloorUp)
            {
                await room.StartAsync(services);
            }
        }
        catch (Exception exception)
        {
            if (Explain(exception, options) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    public static void Listening(IServiceProvider services)
    {
        foreach (var room in FromTheFloorUp)
        {
            room.Listening(services);
        }
    }

    private static StartException? Explain(Exception exception, ServerOptions options) =>
        Composition.Rooms.Select(r => r.Explain(exception, options.Sections)).OfType<StartException>().FirstOrDefault();
}
