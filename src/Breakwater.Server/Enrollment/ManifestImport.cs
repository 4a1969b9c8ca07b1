using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Enrollment;

/// <summary>Writes a staged manifest: every row or none.</summary>
internal sealed class ManifestImport(
    Database database, EnrollmentOptions options, TimeProvider time, Outbox outbox, EnrollmentMetrics metrics, ILogger<ManifestImport> logger)
{
    /// <param name="written">Told how many rows are written, from the writer's thread.</param>
    /// <returns>What the registry has against it; nothing was written unless that is empty. And whether it is in the ledger yet.</returns>
    public async Task<(ManifestFaults Faults, bool Recorded)> WriteAsync(
        FleetPermit permit, IReadOnlyList<StagedRow> rows, Action<int> written, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ImportDevices);
        var watch = Stopwatch.StartNew();
        try
        {
            var outcome = await outbox.PrepareAsync(permit.ToEvent(EntryType.EntityCreated, "devices.imported") with
            {
                Details = EntryDetails.Of(("devices", rows.Count.ToString(CultureInfo.InvariantCulture))),
            });
            await database.WriteAsync(
                permit.Guard,
                db =>
                {
                    Write(db, rows, written);
                    outcome.Put(db);
                    db.SaveChanges();
                },
                cancellationToken);
            var recorded = await outbox.EnterAsync(outcome);
            EnrollmentLog.Imported(logger, rows.Count, watch.ElapsedMilliseconds);
            metrics.Imported(rows.Count);
            return (new ManifestFaults(options.MaximumReportedErrors), recorded);
        }
        catch (ConflictException conflict)
        {
            return (conflict.Faults, Recorded: false);
        }
    }

    public void ReportRefused(int rows, int faults) => EnrollmentLog.ImportRefused(logger, rows, faults);

    private void Write(BreakwaterDbContext db, IReadOnlyList<StagedRow> rows, Action<int> written)
    {
        var faults = new ManifestFaults(options.MaximumReportedErrors);
        using var devices = new BulkInsert<DeviceRecord>(db);
        using var claims = new BulkInsert<ClaimRecord>(db);
        var now = time.GetUtcNow();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var id = DeviceId.Create();
            if (!devices.TryAdd(new DeviceRecord
            {
                Id = id,
                Serial = row.Serial,
                Model = row.Model,
                State = DeviceState.Manufactured,
                ImportedAt = now,
            }))
            {
                faults.Add(row.Line, $"the serial {row.Serial} is in the registry already");
            }
            else if (!claims.TryAdd(new ClaimRecord
            {
                Device = id,
                Hash = row.Claim.ToArray(),
                ForState = DeviceState.Manufactured,
                CreatedAt = now,
            }))
            {
                faults.Add(row.Line, "the claim belongs to another device already; every device needs its own");
            }

            written(i + 1);
        }

        if (faults.Count > 0)
        {
            throw new ConflictException(faults);
        }
    }

    /// <summary>How a write unit takes back what it wrote: see <see cref="Database.WriteAsync{T}(Func{BreakwaterDbContext, T}, CancellationToken)"/>. It never leaves this class.</summary>
    [SuppressMessage("Design", "CA1064", Justification = "caught in this class, always")]
    private sealed class ConflictException(ManifestFaults faults) : Exception
    {
        public ManifestFaults Faults { get; } = faults;
    }
}
