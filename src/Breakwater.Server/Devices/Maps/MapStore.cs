using Breakwater.Contracts;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Devices.Live;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Blobs;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Devices.Maps;

/// <summary>A device's maps and other documents, each with its last versions.</summary>
internal sealed partial class MapStore(Database database, BlobStore blobs, LiveFeeds feeds, DeviceLimits limits, TimeProvider time, ILogger<MapStore> logger)
{
    private readonly NameLocks names = new();

    /// <summary>Keeps a new version; on disk when it returns. Null: the device has as many documents as it may have.</summary>
    public async Task<MapSummary?> PutAsync(
        Permit permit, string name, string contentType, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.PublishMap);
        var (kept, orphans) = await KeepAsync(permit, name, contentType, content, cancellationToken);
        foreach (var orphan in orphans)
        {
            await RemoveAsync(orphan);
        }

        if (kept is not null && feeds.IsWatched(permit, LiveEvents.Map))
        {
            feeds.Publish(permit, LiveItem.Of(LiveEvents.Map, kept, ContractsJson.Default.MapSummary));
        }

        return kept;
    }

    /// <summary>The newest version of each document.</summary>
    public async Task<Page<MapSummary>> ListAsync(Permit permit, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadMaps);
        await using var db = database.Read();
        var all = await db.Set<Row>().Where(m => m.Device == permit.Device).OrderBy(m => m.Name).ThenByDescending(m => m.Version)
            .ToListAsync(cancellationToken);
        return new Page<MapSummary>([.. all.DistinctBy(m => m.Name).Select(m => m.ToContract())], null);
    }

    /// <summary>The document's bytes, for the caller to dispose of. Null: no such document or version.</summary>
    public async Task<(MapSummary Summary, Stream Content)?> OpenAsync(
        Permit permit, string name, long? version, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadMaps);
        await using var db = database.Read();
        var record = await db.Set<Row>()
            .Where(m => m.Device == permit.Device && m.Name == name && (version == null || m.Version == version))
            .OrderByDescending(m => m.Version)
            .FirstOrDefaultAsync(cancellationToken);
        return record is null ? null : (record.ToContract(), await blobs.OpenAsync(record.Sha256, cancellationToken));
    }

    /// <summary>The file first, so that no row is without one; where none comes of it, the file is an orphan like those that the new version leaves.</summary>
    private async Task<(MapSummary? Kept, List<string> Orphans)> KeepAsync(
        Permit permit, string name, string contentType, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var (device, sha256) = (permit.Device, BlobStore.NameOf(content.Span));
        try
        {
            using var mine = await names.EnterAsync(sha256);
            await blobs.PutAsync(content, cancellationToken);
            return await database.WriteAsync(permit.Guard, db => Insert(db, device, name, contentType, content.Length, sha256), cancellationToken);
        }
        catch (Exception exception) when (exception is not StoreUnavailableException { MayHaveHappened: true })
        {
            // Where the row may be there after all, so must the file.
            await RemoveAsync(sha256);
            throw;
        }
    }

    /// <summary>Another device may have sent the same meanwhile: looked for again, while nobody can. What cannot be removed stays: it must not make a failure of what is done, nor hide one.</summary>
    private async Task RemoveAsync(string sha256)
    {
        try
        {
            using var mine = await names.EnterAsync(sha256);
            await using var db = database.Read();
            if (!await db.Set<Row>().AnyAsync(m => m.Sha256 == sha256))
            {
                blobs.Remove(sha256);
            }
        }
        catch (Exception exception)
        {
            MapLog.FileNotRemoved(logger, exception, sha256);
        }
    }

    private (MapSummary? Kept, List<string> Orphans) Insert(
        BreakwaterDbContext db, DeviceId device, string name, string contentType, int length, string sha256)
    {
        var versions = db.Set<Row>().AsNoTracking().Where(m => m.Device == device && m.Name == name).OrderByDescending(m => m.Version).ToList();
        if (versions.Count == 0
            && db.Set<Row>().Where(m => m.Device == device).Select(m => m.Name).Distinct().Count() >= limits.Maps)
        {
            return (null, db.Set<Row>().Any(m => m.Sha256 == sha256) ? [] : [sha256]);
        }

        if (versions.Count > 0 && versions[0].Sha256 == sha256 && versions[0].ContentType == contentType)
        {
            return (versions[0].ToContract(), []);
        }

        var record = new Row
        {
            Device = device,
            Name = name,
            Version = versions.Count == 0 ? 1 : versions[0].Version + 1,
            At = time.GetUtcNow(),
            ContentType = contentType,
            Length = length,
            Sha256 = sha256,
        };
        db.Add(record);
        var forgotten = versions.Skip(limits.MapVersions - 1).ToList();
        db.RemoveRange(forgotten);
        db.SaveChanges();
        return (record.ToContract(), [.. forgotten.Select(f => f.Sha256).Distinct().Where(sha => !db.Set<Row>().Any(m => m.Sha256 == sha))]);
    }
}
