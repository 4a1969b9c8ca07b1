using System.Net;
using System.Net.Sockets;
using Breakwater.Contracts.Admin;
using Breakwater.Server.Hosting.Listening;
using Breakwater.Server.Hosting.Settings;
using Breakwater.Server.Hosting.Surface;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Server.Hosting;

/// <summary>A running server: composed, checked, listening.</summary>
public sealed class BreakwaterServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly OpenThings things;

    private BreakwaterServer(WebApplication app, OpenThings things, ServerReady ready)
    {
        this.app = app;
        this.things = things;
        Ready = ready;
    }

    /// <summary>Where everything is.</summary>
    public ServerReady Ready { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Starts the server; when this returns every listener is ready and authorization is loaded.</summary>
    /// <exception cref="StartException">It cannot start; the message says why and how to mend it.</exception>
    public static async Task<BreakwaterServer> StartAsync(ServerOptions options, ServerHooks? hooks = null, CancellationToken cancellationToken = default)
    {
        hooks ??= new ServerHooks();
        var things = await House.OpenAsync(options, hooks, cancellationToken);
        WebApplication? app = null;
        try
        {
            app = House.Build(options, hooks, things);
            EndpointInventory.Check(((IEndpointRouteBuilder)app).DataSources);
            await EnterStartAsync(app);
            await House.StartAsync(options, app.Services);
            await StartListeningAsync(app, options, cancellationToken);
            House.Listening(app.Services);
            return new BreakwaterServer(app, things, Describe(app, options));
        }
        catch
        {
            if (app is not null)
            {
                // What has started already is stopped in order, so that the one line about what failed stands alone.
                await app.StopAsync(CancellationToken.None);
                await app.DisposeAsync();
            }

            await things.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs until SIGTERM, Ctrl-C or <paramref name="cancellationToken"/>.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => app.WaitForShutdownAsync(cancellationToken);

    /// <summary>No new connections, goodbyes said, pending commits done.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.Services.GetRequiredService<LifeEntries>().StoppedAsync();
        await app.DisposeAsync();
        await things.DisposeAsync();
    }

    /// <exception cref="StartException">A server whose ledger cannot be written could answer nobody.</exception>
    private static async Task EnterStartAsync(WebApplication app)
    {
        try
        {
            await app.Services.GetRequiredService<LifeEntries>().StartedAsync();
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartException(ExitCodes.Storage, $"The ledger cannot be written, so the server does not start. {exception.Message}", exception);
        }
    }

    private static async Task StartListeningAsync(WebApplication app, ServerOptions options, CancellationToken cancellationToken)
    {
        var socket = KestrelListeners.AdminSocketOf(options);
        try
        {
            // We hold the folder's lock, so a socket file that is still there is of a process that died.
            File.Delete(socket);
            await app.StartAsync(cancellationToken);

            // The folder is 0700, so nobody could come in between.
            File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException or SocketException)
        {
            throw new StartException(
                ExitCodes.AddressUnavailable, $"{exception.Message.TrimEnd('.')}. Stop what uses it, or choose another with --listen NAME=ADDRESS:PORT.", exception);
        }
        catch (SocketException exception)
        {
            throw new StartException(
                ExitCodes.AddressUnavailable, $"An address cannot be listened on: {exception.Message}. Choose another with --listen NAME=ADDRESS:PORT.", exception);
        }
        catch (ArgumentOutOfRangeException exception) when (exception.ParamName == "path")
        {
            throw new StartException(
                ExitCodes.Configuration, $"The path of the admin socket, {socket}, is too long for a Unix socket (108 bytes). Set listeners.admin-socket to a shorter one.", exception);
        }
    }

    private static ServerReady Describe(WebApplication app, ServerOptions options)
    {
        var bound = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .Where(a => a.Contains("://", StringComparison.Ordinal) && !a.Contains("unix:", StringComparison.Ordinal))
            .Select(a => new Uri(a.Replace("[::]", "0.0.0.0", StringComparison.Ordinal)))
            .ToArray();
        string[] names = ["devices-mqtt", "devices-https", "public-https", "operators-https"];
        IPEndPoint[] asked = [options.Listeners.DevicesMqtt, options.Listeners.DevicesHttps, options.Listeners.PublicHttps, options.Listeners.OperatorsHttps];
        var listeners = names.Zip(asked.Zip(bound), (name, pair) => (name, Address: $"{pair.First.Address}:{pair.Second.Port}"))
            .ToDictionary(p => p.name, p => p.Address);
        return new ServerReady(
            "ready",
            typeof(BreakwaterServer).Assembly.GetName().Version!.ToString(3),
            Environment.ProcessId,
            options.Data.Path,
            options.Data.CaBundle,
            KestrelListeners.AdminSocketOf(options),
            listeners,
            [
                $"breakwater devices import manifest.csv --data '{options.Data.Path}'",
                "openssl ecparam -name prime256v1 -genkey -noout -out device.key && openssl req -new -key device.key -subj / -outform DER | openssl base64 > device.csr",
                $"curl --cacert '{options.Data.CaBundle}' -u SERIAL:CLAIM -H 'Content-Type: application/pkcs10' --data-binary @device.csr https://localhost:{listeners["devices-https"].Split(':')[^1]}/.well-known/est/simpleenroll",
            ]);
    }
}
