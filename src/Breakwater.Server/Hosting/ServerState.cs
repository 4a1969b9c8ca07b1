using Breakwater.Server.Certificates;
using Breakwater.Server.Gateway.Topics;
using Breakwater.Server.Hosting.Settings;
using Breakwater.Server.Hosting.Starting;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Running;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Hosting;

/// <summary>What is opened before anybody is let in, and closed after the last has left: the folder, the authority, the stores.</summary>
internal sealed class ServerState : IAsyncDisposable
{
    private readonly DataFolderLock folderLock;
    private readonly ILoggerFactory loggers;

    private ServerState(DataFolderLock folderLock, ILoggerFactory loggers)
    {
        this.folderLock = folderLock;
        this.loggers = loggers;
    }

    public required CertificateAuthority Authority { get; init; }

    public required ManufacturerTrust Manufacturers { get; init; }

    public required TopicProfiles Profiles { get; init; }

    public required Database Database { get; init; }

    public required TelemetryLog Telemetry { get; init; }

    public required OpenLedger Ledger { get; init; }

    public static async Task<ServerState> OpenAsync(ServerOptions options, ServerHooks hooks, CancellationToken cancellationToken)
    {
        // Reads only: a wrong profile or trust anchor must not leave a half-made folder behind.
        var profiles = LoadProfiles(options);
        var folderLock = DataFolderLock.Take(options.Data);
        Database? database = null;
        TelemetryLog? telemetry = null;

        // The stores are there before the composition and after it, so their log is their own.
        var loggers = LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(options.LogLevel);
            hooks.Logging?.Invoke(logging);
        });
        try
        {
            var authority = await CertificateAuthority.OpenAsync(options.Data, options.Certificates, hooks.Time, cancellationToken);
            var manufacturers = ManufacturerTrust.Open(options.Enrollment.ManufacturerTrustAnchors, hooks.Time);
            database = await Database.OpenAsync(options.Data, loggers, cancellationToken);
            telemetry = await TelemetryLog.OpenAsync(
                options.Data, options.Telemetry, hooks.Time, loggers.CreateLogger<TelemetryLog>(), cancellationToken);
            return new ServerState(folderLock, loggers)
            {
                Authority = authority,
                Manufacturers = manufacturers,
                Profiles = profiles,
                Database = database,
                Telemetry = telemetry,
                Ledger = await OpenLedger.OpenAsync(options.Data, database, options.Ledger, hooks.Time, loggers, cancellationToken),
            };
        }
        catch (Exception exception)
        {
            if (telemetry is not null)
            {
                await telemetry.DisposeAsync();
            }

            if (database is not null)
            {
                await database.DisposeAsync();
            }

            loggers.Dispose();
            folderLock.Dispose();
            throw Explain(exception, options);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await Telemetry.DisposeAsync();
        await Database.DisposeAsync();
        loggers.Dispose();
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
        LedgerDamagedException => new StartException(ExitCodes.LedgerDamaged, $"{exception.Message} Nothing was changed.", exception),
        StoreUnavailableException => new StartException(ExitCodes.Storage, exception.Message, exception),
        IOException io when DataFolderLock.IsFull(io) =>
            new StartException(ExitCodes.Storage, $"The disk of {options.Data.Path} is full. Free some space and start again.", exception),
        UnauthorizedAccessException => new StartException(ExitCodes.Permission, exception.Message, exception),
        _ => exception,
    };
}
