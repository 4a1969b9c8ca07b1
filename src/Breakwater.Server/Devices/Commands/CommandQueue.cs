using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Devices.Commands;

/// <summary>One device's commands that are not final, in order of posting: what is in memory is what is on disk.</summary>
/// <param name="newest">The last that was posted, whatever became of it.</param>
internal sealed class CommandQueue(Database database, DeviceLimits limits, TimeProvider time, DeviceId device, List<CommandRecord> open, CommandId newest)
{
    private int posted;
    private CommandId newest = newest;

    public DateTimeOffset? NextExpiry => open.Count == 0 ? null : open.Min(c => c.ExpiresAt);

    /// <summary>Those that a (new) connection should get: not yet confirmed by the device's client.</summary>
    public IEnumerable<CommandRecord> Undelivered => open.Where(c => c.State is CommandState.Queued or CommandState.Sent);

    public static async Task<CommandQueue> LoadAsync(
        BreakwaterDbContext db, Database database, DeviceLimits limits, TimeProvider time, DeviceId device)
    {
        var open = await db.Set<CommandRecord>()
            .Where(c => c.Device == device && c.State < CommandState.Acknowledged)
            .OrderBy(c => c.Id)
            .Take(limits.OpenCommands)
            .ToListAsync();
        var newest = await db.Set<CommandRecord>().Where(c => c.Device == device).OrderByDescending(c => c.Id).Select(c => c.Id).FirstOrDefaultAsync();
        return new CommandQueue(database, limits, time, device, open, newest);
    }

    /// <summary>Keeps the command; it is on disk when this returns.</summary>
    public async Task<(CommandReply Reply, CommandRecord? Record)> PostAsync(Permit permit, CommandPost post, CommandClass commandClass)
    {
        var now = time.GetUtcNow();
        newest = CommandId.CreateAfter(newest, now);
        var record = new CommandRecord
        {
            Id = newest,
            Device = device,
            Name = post.Name,
            Payload = post.Payload,
            Class = commandClass,
            CreatedAt = now,
            ExpiresAt = now + post.ExpiresIn,
            IdempotencyKey = post.IdempotencyKey,
            RequestHash = post.RequestHash,
            Errand = permit.ToErrand("command"),
        };
        var full = open.Count >= limits.OpenCommands;
        var forget = ++posted % 100 == 0;
        var earlier = await database.WriteAsync(permit.Guard, db =>
        {
            if (post.IdempotencyKey is { } key
                && db.Set<CommandRecord>().Where(c => c.Device == device && c.IdempotencyKey == key).Select(c => new { c.Id, c.RequestHash }).FirstOrDefault() is { } same)
            {
                return same;
            }

            if (!full)
            {
                db.Add(record);
                db.SaveChanges();
            }

            if (forget)
            {
                ForgetOldest(db);
            }

            return null;
        });
        if (earlier is not null)
        {
            return earlier.RequestHash == post.RequestHash
                ? (new CommandReply(CommandPosting.Repeated, null, Earlier: earlier.Id), null)
                : (new CommandReply(CommandPosting.KeyReused, null), null);
        }

        if (full)
        {
            return (new CommandReply(CommandPosting.QueueFull, null), null);
        }

        open.Add(record);
        return (new CommandReply(CommandPosting.Posted, record.ToAnswer(now)), record);
    }

    public async Task<CommandRecord?> SentAsync(CommandId id)
    {
        if (open.Find(c => c.Id == id) is not { State: CommandState.Queued } command)
        {
            return null;
        }

        await SaveAsync(command, CommandState.Sent, sent: time.GetUtcNow());
        return command;
    }

    /// <summary>Ends one that was not sent yet; one that was keeps its state, and is only not sent again.</summary>
    public async Task<CommandRecord?> WithdrawAsync(CommandId id)
    {
        if (open.Find(c => c.Id == id) is not { State: CommandState.Queued } command)
        {
            return null;
        }

        await SaveAsync(command, CommandState.Withdrawn, completed: time.GetUtcNow());
        return command;
    }

    public async Task<CommandRecord?> DeliveredAsync(IWriteGuard guard, CommandId id, bool completes)
    {
        if (open.Find(c => c.Id == id) is not { State: CommandState.Sent or CommandState.Queued } command)
        {
            return null;
        }

        var now = time.GetUtcNow();
        await (completes
            ? SaveAsync(command, CommandState.Acknowledged, delivered: now, completed: now, guard: guard)
            : SaveAsync(command, CommandState.Delivered, delivered: now, guard: guard));
        return command;
    }

    public async Task<CommandRecord?> AnsweredAsync(IWriteGuard guard, CommandId id, bool done, string? result)
    {
        if (open.Find(c => c.Id == id) is not { } command || command.ExpiresAt <= time.GetUtcNow())
        {
            return null;
        }

        var now = time.GetUtcNow();
        await SaveAsync(
            command, done ? CommandState.Acknowledged : CommandState.Failed, delivered: command.DeliveredAt ?? now, completed: now, result: result, guard: guard);
        return command;
    }

    /// <summary>Ends those whose time ran out, and returns them.</summary>
    public async Task<List<CommandRecord>> ExpireAsync()
    {
        var now = time.GetUtcNow();
        var expired = open.FindAll(c => c.ExpiresAt <= now);
        await Task.WhenAll(expired.Select(c => SaveAsync(c, CommandState.Expired, completed: now)));
        return expired;
    }

    /// <summary>
    /// On disk first, then in memory: what fails here is still open, so that the device's answer, sent again, is not taken for one that is known.
    /// </summary>
    private async Task SaveAsync(
        CommandRecord command,
        CommandState state,
        DateTimeOffset? sent = null,
        DateTimeOffset? delivered = null,
        DateTimeOffset? completed = null,
        string? result = null,
        IWriteGuard? guard = null)
    {
        var id = command.Id;
        (sent, delivered) = (sent ?? command.SentAt, delivered ?? command.DeliveredAt);
        await (guard is null ? database.WriteAsync(Update) : database.WriteAsync(guard, Update));
        (command.State, command.SentAt, command.DeliveredAt, command.CompletedAt, command.Result) = (state, sent, delivered, completed, result);
        if (command.IsFinal)
        {
            open.Remove(command);
        }

        void Update(BreakwaterDbContext db) => db.Set<CommandRecord>().Where(c => c.Id == id).ExecuteUpdate(set =>
        {
            set.SetProperty(c => c.State, state)
                .SetProperty(c => c.SentAt, sent)
                .SetProperty(c => c.DeliveredAt, delivered)
                .SetProperty(c => c.CompletedAt, completed)
                .SetProperty(c => c.Result, result);
            if (state.IsFinal())
            {
                // Nothing is done under it any more, so the row need not name anybody.
                set.SetProperty(c => c.Principal, (PrincipalId?)null)
                    .SetProperty(c => c.Credential, (string?)null)
                    .SetProperty(c => c.Session, (string?)null)
                    .SetProperty(c => c.Grant, (string?)null);
            }
        });
    }

    private void ForgetOldest(BreakwaterDbContext db)
    {
        var keep = limits.CommandHistory;
        var newestForgotten = db.Set<CommandRecord>().Where(c => c.Device == device && c.State >= CommandState.Acknowledged)
            .OrderByDescending(c => c.Id).Skip(keep).Select(c => (CommandId?)c.Id).FirstOrDefault();
        if (newestForgotten is { } last)
        {
            var text = last.ToString();
            var deviceText = device.ToString();
#pragma warning disable RS0030 // compares ids in the order of their text, as the key does
            db.Database.ExecuteSql(
                $"""DELETE FROM commands WHERE "Device" = {deviceText} AND "Id" <= {text} AND "State" >= {(int)CommandState.Acknowledged}""");
#pragma warning restore RS0030
        }
    }
}
