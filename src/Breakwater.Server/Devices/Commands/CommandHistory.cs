using System.Text;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Devices.Commands;

/// <summary>Reads a device's commands, open and final.</summary>
internal sealed class CommandHistory(Database database, TimeProvider time)
{
    public async Task<Page<CommandAnswer>> ListAsync(Permit permit, PageRequest page, PageRoom room, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadCommands);
        using var turn = await room.EnterAsync(cancellationToken);
        await using var db = database.Read();
        var records = db.Set<CommandRecord>().Where(c => c.Device == permit.Device);
        if (page.Cursor is { } cursor)
        {
            // Ids sort by time of posting, in the database as in memory: UUID version 7.
            var before = cursor;
            records = records.Where(c => string.Compare((string)(object)c.Id, before) < 0);
        }

        var now = time.GetUtcNow();
        return await page.FillAsync(
            records.OrderByDescending(c => c.Id).Take(page.Limit + 1).AsAsyncEnumerable(),
            room,
            BytesOf,
            c => c.ToAnswer(now),
            c => c.Id.ToString(),
            cancellationToken);
    }

    /// <summary>Null: there is no such command.</summary>
    public async Task<CommandAnswer?> FindAsync(Permit permit, CommandId id, PageRoom room, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.ReadCommands);
        using var turn = await room.EnterAsync(cancellationToken);
        if (await ReadAsync(permit, id, cancellationToken) is not { } record)
        {
            return null;
        }

        room.Take(BytesOf(record));
        return record.ToAnswer(time.GetUtcNow());
    }

    /// <summary>For whoever has posted it, and posts it again.</summary>
    /// <returns>Null and false: there is no room for it. Null and true: it has been forgotten meanwhile.</returns>
    public async Task<(CommandAnswer? Command, bool HasRoom)> FindPostedAsync(Permit permit, CommandId id, PageRoom room, CancellationToken cancellationToken)
    {
        permit.Demand(DeviceAction.SendCommand);
        using var turn = await room.EnterAsync(cancellationToken);
        return await ReadAsync(permit, id, cancellationToken) is not { } record ? (null, true)
            : room.TryTakeAlone(BytesOf(record)) ? (record.ToAnswer(time.GetUtcNow()), true)
            : (null, false);
    }

    /// <summary>Both are text in the row, and bytes in the answer.</summary>
    private static int BytesOf(CommandRecord command) => 2 * (Encoding.UTF8.GetByteCount(command.Payload ?? "") + Encoding.UTF8.GetByteCount(command.Result ?? ""));

    private async Task<CommandRecord?> ReadAsync(Permit permit, CommandId id, CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        return await db.Set<CommandRecord>().FirstOrDefaultAsync(c => c.Device == permit.Device && c.Id == id, cancellationToken);
    }
}
