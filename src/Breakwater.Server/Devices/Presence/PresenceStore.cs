using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Devices.Presence;

/// <summary>Keeps whether a device is connected, for its grain.</summary>
internal static class PresenceStore
{
    /// <summary>As the grain begins. Null: it was never connected.</summary>
    public static async Task<DateTimeOffset?> LastSeenAsync(BreakwaterDbContext db, DeviceId device, CancellationToken cancellationToken) =>
        (await db.Set<PresenceRecord>().FirstOrDefaultAsync(p => p.Device == device, cancellationToken))?.At;

    /// <summary>The end of a connection is written too when what permitted the connection has ended, so no guard stands before it.</summary>
    public static Task SaveAsync(Database database, Permit permit, bool connected, ServerRun run, DateTimeOffset at)
    {
        permit.Demand(DeviceAction.Connect);
        var (device, runId, micros) = (permit.Device.ToString(), run.Id, UnixMicros.From(at));
#pragma warning disable RS0030 // one statement for a row that may or may not be there
        return database.WriteAsync(db => db.Database.ExecuteSql(
            $"""
            INSERT INTO presence ("Device", "Connected", "Run", "At") VALUES ({device}, {connected}, {runId}, {micros})
            ON CONFLICT ("Device") DO UPDATE SET "Connected" = excluded."Connected", "Run" = excluded."Run", "At" = excluded."At"
            """));
#pragma warning restore RS0030
    }
}
