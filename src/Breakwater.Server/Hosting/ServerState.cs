using Breakwater.Server.Certificates;
using Breakwater.Server.Gateway.Topics;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Hosting;

/// <summary>What is opened before anybody is let in, and closed after the last has left: the folder, the authority, the stores.</summary>
internal sealed class ServerState : IAsyncDisposable
{
    private readonly DataFolderLock folderLock;

    private ServerState(DataFolderLock folderLock) => this.folderLock = folderLock;

    public required CertificateAuthority Authority { get; init; }

    public required ManufacturerTrust Manufacturers { get; init; }

    public required TopicProfiles Profiles { get; init; }

    public required Database Database { get; init; }

    public required TelemetryLog Telemetry { get; init; }

    public static async Task<ServerState> OpenAsync(ServerOptions options, ServerHooks hooks, CancellationToken cancellationToken)
    {
        // Reads only: a wrong profile or trust anchor must not leave a half-made folder behind.
        var profiles = LoadProfiles(options);
        var folderLock = DataFolderLock.Take(options.Data);
        Database? database = null;
        try
        {
            var authority = await CertificateAuthority.OpenAsync(options.Data, options.Certificates, hooks.Time, cancellationToken);
            var manufacturers = ManufacturerTrust.Open(options.Enrollment.ManufacturerTrustAnchors, hooks.Time);
            using var loggers = LoggerFactory.Create(logging => hooks.Logging?.Invoke(logging));
            database = await Database.OpenAsync(options.Data, loggers, cancellationToken);
            var telemetry = await TelemetryLog.OpenAsync(
                options.Data, options.Telemetry, hooks.Time, loggers.CreateLogger<TelemetryLog>(), cancellationToken);
            return new ServerState(folderLock)
            {
                Authority = authority,
                Manufacturers = manufacturers,
                Profiles = profiles,
                Database = database,
                Telemetry = telemetry,
            };
        }
        catch (Exception exception)
        {
            if (database is not null)
            {
                await database.DisposeAsync();
            }

            folderLock.Dispose();
            throw Explain(exception, options);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Telemetry.DisposeAsync();
        await Database.DisposeAsync();
        folderLock.Dispose();
    }

    private static TopicProfiles LoadProfiles(ServerOptions options)
    {
        try
        {
            return new TopicProfiles(options.Gateway.Profiles.Select(TopicProfileFile.Load));
        }
        catch (FormatException exception)
        {
            throw new StartException(ExitCodes.Configuration, $"gateway.profiles: {exception.Message}", exception);
        }
    }

    private static Exception Explain(Exception exception, ServerOptions options) => exception switch
    {
        NewerSchemaException => new StartException(ExitCodes.NewerSchema, exception.Message, exception),
        CertificateStoreException => new StartException(ExitCodes.Permission, exception.Message, exception),
        StoreUnavailableException => new StartException(ExitCodes.Storage, exception.Message, exception),
        IOException io when DataFolderLock.IsFull(io) =>
            new StartException(ExitCodes.Storage, $"The disk of {options.Data.Path} is full. Free some space and start again.", exception),
        UnauthorizedAccessException => new StartException(ExitCodes.Permission, exception.Message, exception),
        _ => exception,
    };
}
