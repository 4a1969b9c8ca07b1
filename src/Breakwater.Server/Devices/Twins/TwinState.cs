using Breakwater.Contracts.Ids;
using Breakwater.Server.Devices.Presence;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Devices.Twins;

/// <summary>One device's twin in its grain: what is in memory is what is on disk.</summary>
internal sealed partial class TwinState
{
    private const string Empty = "{}";

    private readonly Database database;
    private readonly DeviceLimits limits;
    private readonly TimeProvider time;
    private readonly Row record;

    private TwinState(Database database, DeviceLimits limits, TimeProvider time, Row record)
    {
        this.database = database;
        this.limits = limits;
        this.time = time;
        this.record = record;
    }

    public DesiredState Desired => new(record.DesiredVersion, record.Desired);

    private TwinSectionAnswer DesiredAnswer => new(record.DesiredVersion, record.DesiredAt, new RawJson(record.Desired));

    private TwinSectionAnswer ReportedAnswer => new(record.ReportedVersion, record.ReportedAt, new RawJson(record.Reported));

    public TwinAnswer ToAnswer() => new(DesiredAnswer, ReportedAnswer);

    /// <summary>For the device's grain, as it begins. A device that never said anything has an empty twin.</summary>
    public static async Task<TwinState> LoadAsync(
        BreakwaterDbContext db, Database database, DeviceLimits limits, TimeProvider time, DeviceId device, CancellationToken cancellationToken) =>
        new(database, limits, time, await db.Set<Row>().FirstOrDefaultAsync(t => t.Device == device, cancellationToken) ?? new Row { Device = device });

    public async Task<TwinPatchReply> PatchDesiredAsync(IWriteGuard guard, ReadOnlyMemory<byte> patch, long? ifVersion)
    {
        if (ifVersion is { } version && version != record.DesiredVersion)
        {
            return new TwinPatchReply(null, null, VersionMismatch: true);
        }

        var merged = MergePatch.Apply(record.Desired, patch, limits.TwinBytes, limits.TwinDepth);
        if (merged.Document is not { } document)
        {
            return new TwinPatchReply(null, merged.Refusal, false);
        }

        var next = (Version: record.DesiredVersion + 1, At: time.GetUtcNow());
        var (device, at) = (record.Device.ToString(), UnixMicros.From(next.At));
#pragma warning disable RS0030 // one statement for a row that may or may not be there
        await database.WriteAsync(guard, db => db.Database.ExecuteSql(
            $"""
            INSERT INTO twins ("Device", "DesiredVersion", "DesiredAt", "Desired", "ReportedVersion", "Reported")
            VALUES ({device}, {next.Version}, {at}, {document}, 0, {Empty})
            ON CONFLICT ("Device") DO UPDATE SET "DesiredVersion" = excluded."DesiredVersion", "DesiredAt" = excluded."DesiredAt", "Desired" = excluded."Desired"
            """));
#pragma warning restore RS0030
        (record.DesiredVersion, record.DesiredAt, record.Desired) = (next.Version, next.At, document);
        return new TwinPatchReply(DesiredAnswer, null, false);
    }

    public async Task<TwinPatchReply> ReportAsync(IWriteGuard guard, ReadOnlyMemory<byte> patch)
    {
        var merged = MergePatch.Apply(record.Reported, patch, limits.TwinBytes, limits.TwinDepth);
        if (merged.Document is not { } document)
        {
            return new TwinPatchReply(null, merged.Refusal, false);
        }

        var next = (Version: record.ReportedVersion + 1, At: time.GetUtcNow());
        var (device, at) = (record.Device.ToString(), UnixMicros.From(next.At));
#pragma warning disable RS0030 // one statement for a row that may or may not be there
        await database.WriteAsync(guard, db => db.Database.ExecuteSql(
            $"""
            INSERT INTO twins ("Device", "ReportedVersion", "ReportedAt", "Reported", "DesiredVersion", "Desired")
            VALUES ({device}, {next.Version}, {at}, {document}, 0, {Empty})
            ON CONFLICT ("Device") DO UPDATE SET "ReportedVersion" = excluded."ReportedVersion", "ReportedAt" = excluded."ReportedAt", "Reported" = excluded."Reported"
            """));
#pragma warning restore RS0030
        (record.ReportedVersion, record.ReportedAt, record.Reported) = (next.Version, next.At, document);
        return new TwinPatchReply(ReportedAnswer, null, false);
    }
}
