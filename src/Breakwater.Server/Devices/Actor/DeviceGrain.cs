using Breakwater.Contracts;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Asking;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Devices.Commands;
using Breakwater.Server.Devices.Live;
using Breakwater.Server.Devices.Presence;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Devices.Twins;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Devices.Actor;

/// <inheritdoc cref="IDeviceGrain"/>
internal sealed class DeviceGrain(
    Database database, GroundTable table, DeviceLimits limits, ICommandClasses classes, ServerRun run, LiveFeeds feeds, TimeProvider time, ILogger<DeviceGrain> logger) : Grain, IDeviceGrain
{
    /// <summary>Law 6 leaves a second from a revocation to the cut; a call within the process takes microseconds.</summary>
    private static readonly TimeSpan HandOverLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>From a time of expiry at which nothing could be written to the next try.</summary>
    private static readonly TimeSpan ExpireAgain = TimeSpan.FromSeconds(10);

    private readonly ConnectionSlot slot = new();
    private DeviceId id;
    private Ground ground;
    private DeviceRecord? device;

    /// <summary>As of which ending the record was read.</summary>
    private long asOf;
    private TwinState twin = null!;
    private CommandQueue commands = null!;
    private DateTimeOffset? lastSeenAt;
    private IGrainTimer? expiry;

    /// <summary>Of whoever last posted or took commands; under it the end of those that ran out is told to watchers.</summary>
    private Permit? commandPermit;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        id = DeviceId.Parse(this.GetPrimaryKeyString(), null);
        ground = Ground.Of(id);
        asOf = table.Applied;
        await using var db = database.Read();
        device = await db.Set<DeviceRecord>().FirstOrDefaultAsync(d => d.Id == id, cancellationToken);
        if (device is null)
        {
            // Nothing of an id that somebody guessed stays in memory.
            DeactivateOnIdle();
            return;
        }

        twin = await TwinState.LoadAsync(db, database, limits, time, id, cancellationToken);
        commands = await CommandQueue.LoadAsync(db, database, limits, time, id);
        lastSeenAt = await PresenceStore.LastSeenAsync(db, id, cancellationToken);
        ArmExpiry();
    }

    public async ValueTask<Verdict> AskAsync(Ask ask)
    {
        table.Demand(ask.AsOf);
        await RefreshAsync();
        return device is { State: DeviceState.Active }
            ? new Verdict(null, PermitTerms.Self.Grant, PermitTerms.Self.Reason, null, null, default, device.Model)
            : Verdict.Refused(RefusalReason.DeviceNotActive);
    }

    public async Task<ConnectReply?> ConnectAsync(Permit permit, string connectionId, IDeviceConnection connection)
    {
        Check(permit, DeviceAction.Connect);
        await RefreshAsync();
        if (device is null)
        {
            return null;
        }

        if (device.State != DeviceState.Active)
        {
            return new ConnectReply(device.State, device.Model, TookOver: false);
        }

        IDeviceConnection? previous;
        using (var effect = permit.Lease.Enter())
        {
            if (!effect.Allowed)
            {
                // Superseded while it came in: it must not throw out the one that took its place.
                return null;
            }

            previous = slot.Replace(connectionId, connection);
        }

        if (previous is not null)
        {
            await CloseAsync(previous, CloseReason.TakenOver);
        }

        // An activation that holds a connection must not be collected: the connection would be orphaned.
        DelayDeactivation(TimeSpan.FromDays(3650));
        SavePresence(permit, connected: true);
        return new ConnectReply(device.State, device.Model, TookOver: previous is not null);
    }

    public Task<bool> DisconnectAsync(Permit permit, string connectionId)
    {
        Check(permit, DeviceAction.Connect);
        if (device is not null && slot.Holds(connectionId))
        {
            slot.Clear();
            DelayDeactivation(TimeSpan.Zero);
            SavePresence(permit, connected: false);
        }

        return Task.FromResult(slot.Id is null);
    }

    public async Task ReceiveCommandsAsync(Permit permit, string connectionId)
    {
        Check(permit, DeviceAction.ReceiveCommands);
        if (device is null || !slot.Holds(connectionId))
        {
            return;
        }

        await ExpireAsync(permit);
        slot.TakesCommands = true;
        foreach (var command in commands.Undelivered.ToArray())
        {
            await SendAsync(command, again: command.State == CommandState.Sent);
        }
    }

    public async Task ReceiveDesiredAsync(Permit permit, string connectionId)
    {
        Check(permit, DeviceAction.ReceiveCommands);
        if (device is not null && slot.Holds(connectionId))
        {
            slot.TakesDesired = true;
            await SendDesiredAsync();
        }
    }

    public async Task<TwinPatchReply> ReportAsync(Permit permit, ReadOnlyMemory<byte> patch)
    {
        Check(permit, DeviceAction.ReportTwin);
        if (device is null)
        {
            return new TwinPatchReply(null, "There is no such device.", false);
        }

        var reply = await twin.ReportAsync(permit.Guard, patch);
        PublishTwin(permit, LiveEvents.Reported, reply.Section);
        return reply;
    }

    public async Task CommandSentAsync(Permit permit, CommandId command)
    {
        Check(permit, DeviceAction.ReceiveCommands);
        if (device is not null)
        {
            PublishCommand(permit, await commands.SentAsync(command));
        }
    }

    public async Task CommandWithdrawnAsync(Permit permit, CommandId command)
    {
        Check(permit, DeviceAction.ReceiveCommands);
        if (device is not null && await commands.WithdrawAsync(command) is { } withdrawn)
        {
            DeviceLog.Withdrawn(logger, command.ToString(), id.ToString());
            PublishCommand(permit, withdrawn);
            ArmExpiry();
        }
    }

    public async Task CommandDeliveredAsync(Permit permit, CommandId command, bool completes)
    {
        Check(permit, DeviceAction.ReceiveCommands);
        if (device is not null)
        {
            PublishCommand(permit, await commands.DeliveredAsync(permit.Guard, command, completes));
        }
    }

    public async Task<bool> CommandAnsweredAsync(Permit permit, CommandId command, bool done, string? result)
    {
        Check(permit, DeviceAction.ReceiveCommands);
        if (device is null)
        {
            return false;
        }

        var answered = await commands.AnsweredAsync(permit.Guard, command, done, result);
        PublishCommand(permit, answered);
        return answered is not null;
    }

    public async Task<DeviceSummary?> GetSummaryAsync(Permit permit)
    {
        Check(permit, permit.Action is DeviceAction.ManageDevice ? DeviceAction.ManageDevice : DeviceAction.ReadDevice);
        await RefreshAsync();
        return device is null ? null : new DeviceSummary(id, device.Serial, device.Model, device.State, slot.Connection is not null, lastSeenAt);
    }

    public Task<TwinAnswer?> GetTwinAsync(Permit permit)
    {
        Check(permit, DeviceAction.ReadTwin);
        return Task.FromResult(device is null ? null : twin.ToAnswer());
    }

    public async Task<TwinPatchReply?> PatchDesiredAsync(Permit permit, ReadOnlyMemory<byte> patch, long? ifVersion)
    {
        Check(permit, DeviceAction.WriteTwin);
        if (device is null)
        {
            return null;
        }

        var reply = await twin.PatchDesiredAsync(permit.Guard, patch, ifVersion);
        PublishTwin(permit, LiveEvents.Desired, reply.Section);
        if (reply.Section is not null && slot is { TakesDesired: true })
        {
            await SendDesiredAsync();
        }

        return reply;
    }

    public async Task<CommandReply> PostCommandAsync(Permit permit, CommandPost post)
    {
        Check(permit, DeviceAction.SendCommand);
        if (device is null)
        {
            return new CommandReply(CommandPosting.UnknownDevice, null);
        }

        var declared = classes.ClassOf(device.Model, post.Name);
        var commandClass = post.Class ?? declared;
        if (commandClass < declared)
        {
            return new CommandReply(CommandPosting.ClassTooLax, null, declared);
        }

        if (!permit.Allows(commandClass))
        {
            return new CommandReply(CommandPosting.ClassNotGranted, null, commandClass);
        }

        await RefreshAsync();
        if (device.State is not (DeviceState.Active or DeviceState.Manufactured))
        {
            return new CommandReply(CommandPosting.Conflict, null);
        }

        await ExpireAsync(permit);
        var (reply, record) = await commands.PostAsync(permit, post, commandClass);
        if (record is not null)
        {
            PublishCommand(permit, record);
            ArmExpiry();
            if (slot.TakesCommands)
            {
                await SendAsync(record, again: false);
            }
        }

        return reply;
    }

    /// <summary>The permit must be for this device and this action, whoever routed the call here.</summary>
    private void Check(Permit permit, DeviceAction action)
    {
        permit.Demand(action);
        if (permit.Device != id)
        {
            throw new InvalidOperationException("A permit for one device was used at another.");
        }
    }

    private Task CloseAsync(IDeviceConnection connection, CloseReason reason) => HandOverAsync(connection.CloseAsync(reason));

    private Task SendDesiredAsync() => HandOverAsync(slot.Connection!.SendDesiredAsync(twin.Desired));

    private Task SendAsync(CommandRecord command, bool again) => HandOverAsync(
        slot.Connection!.SendCommandAsync(new CommandDelivery(command.Id, command.Name, command.Payload, command.ExpiresAt, again, command.Errand)));

    /// <summary>
    /// A connection takes what it is handed at once or is not there any more: it ended by itself, or its silo died with it. Neither may hold up the
    /// device, nor make what has been committed look as if it had failed.
    /// </summary>
    private async Task HandOverAsync(Task call)
    {
        try
        {
            await call.WaitAsync(HandOverLimit, time);
        }
        catch (Exception exception) when (exception is TimeoutException or OrleansException)
        {
            DeviceLog.ConnectionGone(logger, exception, id.ToString());
        }
    }

    /// <summary>
    /// What is remembered of the registry is as old as its number. Besides, a device that was not active may have enrolled since: a first enrolment ends nothing,
    /// and tells nobody.
    /// </summary>
    private async Task RefreshAsync()
    {
        if (device is null or { State: DeviceState.Active } && !table.ChangedSince(ground, asOf))
        {
            return;
        }

        asOf = table.Applied;
        await using var db = database.Read();
        device = await db.Set<DeviceRecord>().FirstOrDefaultAsync(d => d.Id == id) ?? device;
    }

    private async Task ExpireAsync(Permit? permit)
    {
        commandPermit = permit ?? commandPermit;
        foreach (var command in await commands.ExpireAsync())
        {
            if (commandPermit is not null)
            {
                PublishCommand(commandPermit, command);
            }
        }

        ArmExpiry();
    }

    private void ArmExpiry()
    {
        if (commands.NextExpiry is not { } next)
        {
            expiry?.Dispose();
            expiry = null;
            return;
        }

        var due = next - time.GetUtcNow();
        due = due < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : due;
        if (expiry is null)
        {
            expiry = this.RegisterGrainTimer(static (self, _) => self.ExpireAsync(null), this, due, ExpireAgain);
        }
        else
        {
            expiry.Change(due, ExpireAgain);
        }
    }

    private void SavePresence(Permit permit, bool connected)
    {
        var at = time.GetUtcNow();
        lastSeenAt = at;
        Observe(PresenceStore.SaveAsync(database, permit, connected, run, at));
        if (feeds.IsWatched(permit, LiveEvents.Presence))
        {
            feeds.Publish(permit, LiveItem.Of(LiveEvents.Presence, new LivePresence(connected, at), ContractsJson.Default.LivePresence));
        }
    }

    private void PublishTwin(Permit permit, string type, TwinSectionAnswer? section)
    {
        if (section is { UpdatedAt: { } at } && feeds.IsWatched(permit, type))
        {
            feeds.Publish(permit, LiveItem.Of(type, new LiveTwinAnswer(section.Version, at, section.State), TwinsJson.Default.LiveTwinAnswer));
        }
    }

    private void PublishCommand(Permit permit, CommandRecord? record)
    {
        if (record is not null && feeds.IsWatched(permit, LiveEvents.Command))
        {
            var command = record.ToAnswer(time.GetUtcNow());
            feeds.Publish(permit, LiveItem.Of(
                LiveEvents.Command, command, CommandsJson.Default.CommandAnswer, new CommandChange(command.Id, command.State.IsFinal())));
        }
    }

    /// <summary>Writes that nobody waits for still must not fail unseen.</summary>
    private void Observe(Task write) => write.ContinueWith(
        (failed, state) => DeviceLog.StateNotWritten((ILogger)state!, failed.Exception!.GetBaseException(), id.ToString()),
        logger,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);
}
