using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Certificates;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Enrollment;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;
using Breakwater.Server.Tests.Access;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Certificates;

/// <summary>A data folder with a database and an authority in it, and a clock to turn.</summary>
internal sealed class FleetStore : IAsyncDisposable
{
    private readonly TelemetryLog telemetry;

    private FleetStore(
        DataFolder folder, TimeProvider time, CertificateOptions options, Database database, TelemetryLog telemetry, CertificateAuthority authority)
    {
        Folder = folder;
        Time = time;
        Options = options;
        Database = database;
        Authority = authority;
        this.telemetry = telemetry;
        Gate = new TestGate(time);
        Revocations = Gate.Revocations(database, telemetry, time);
        Authenticator = new DeviceAuthenticator(database, Revocations, options, time, NullLogger<DeviceAuthenticator>.Instance);
        Registry = new CertificateRegistry(database);
    }

    public TestGate Gate { get; }

    public Revocations Revocations { get; }

    public DataFolder Folder { get; }

    public TimeProvider Time { get; }

    public CertificateOptions Options { get; }

    public Database Database { get; }

    public CertificateAuthority Authority { get; }

    public DeviceAuthenticator Authenticator { get; }

    public CertificateRegistry Registry { get; }

    public static async Task<FleetStore> OpenAsync(TimeProvider? time = null)
    {
        time ??= new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var folder = NewFolder();
        var options = new CertificateOptions();
        var authority = await CertificateAuthority.OpenAsync(folder, options, time, CancellationToken.None);
        return new FleetStore(
            folder, time, options, await Database.OpenAsync(folder, NullLoggerFactory.Instance, CancellationToken.None),
            await TelemetryLog.OpenAsync(folder, new TelemetryOptions(), time, NullLogger<TelemetryLog>.Instance, CancellationToken.None), authority);
    }

    public static DataFolder NewFolder() => new(Directory.CreateTempSubdirectory("breakwater-").FullName);

    public void Advance(TimeSpan by) => ((FakeTimeProvider)Time).Advance(by);

    /// <summary>A device as an import leaves it.</summary>
    public async Task<DeviceId> AddDeviceAsync(string serial, string? claim = null, DeviceState state = DeviceState.Manufactured)
    {
        var id = DeviceId.Create();
        await Database.WriteAsync(db =>
        {
            db.Add(new DeviceRecord { Id = id, Serial = serial, Model = "m1", State = state, ImportedAt = Time.GetUtcNow() });
            if (claim is not null)
            {
                db.Add(new ClaimRecord { Device = id, Hash = Claims.Hash(claim), ForState = state, CreatedAt = Time.GetUtcNow() });
            }

            db.SaveChanges();
        });
        return id;
    }

    /// <summary>Issues and records a certificate for the device; the result has its private key.</summary>
    public async Task<X509Certificate2> IssueAsync(DeviceId device)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issued = Authority.Issue(device, key.ExportSubjectPublicKeyInfo());
        await Database.WriteAsync(db =>
        {
            Assert.Equal(RecordOutcome.Recorded, CertificateRegistry.Record(db, issued));
            db.SaveChanges();
        });
        return X509CertificateLoader.LoadCertificate(issued.Der).CopyWithPrivateKey(key);
    }

    public Task RevokeAllAsync(DeviceId device) => Revocations.EndAsync((scope, db) =>
    {
        CertificateRegistry.RevokeAll(scope, db, device);
        return db.SaveChanges();
    });

    public Task SetStateAsync(DeviceId device, DeviceState state) => Revocations.EndAsync((scope, db) =>
    {
        db.Set<DeviceRecord>().Find(device)!.ChangeState(scope, state);
        return db.SaveChanges();
    });

    public async Task<string[]> StatusesAsync(DeviceId device) =>
        [.. (await Registry.ListAsync(await OperatorPermitAsync(device), CancellationToken.None)).Select(c => c.Status)];

    public Task<Permit> OperatorPermitAsync(DeviceId device, DeviceAction action = DeviceAction.ManageDevice) => Gate.OperatorAsync(device, action);

    public async ValueTask DisposeAsync()
    {
        await Gate.DisposeAsync();
        await telemetry.DisposeAsync();
        await Database.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder.Path, recursive: true);
    }
}
