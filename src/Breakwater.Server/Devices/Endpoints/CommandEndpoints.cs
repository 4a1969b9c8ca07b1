using System.Globalization;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Devices.Actor;
using Breakwater.Server.Devices.Commands;
using Breakwater.Server.Devices.Live;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Bodies;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Http.Paging;
using Breakwater.Server.Http.Walk;

namespace Breakwater.Server.Devices.Endpoints;

internal static class CommandEndpoints
{
    /// <summary>Seconds that <c>Prefer: wait</c> may ask for; beyond it clients' own time-outs strike.</summary>
    private const int LongestWaitSeconds = 60;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var limits = routes.ServiceProvider.GetRequiredService<DeviceLimits>();
        routes.MapPost("/v1/devices/{device}/commands", PostAsync).ForPeople(DeviceAction.SendCommand, cost: 5, body: new BodyRule(limits.CommandBytes + 1024))
            .WithSummary("Sends a command; Prefer: wait=N holds the answer until it ends, Idempotency-Key makes a retry safe")
            .Accepts<CommandRequest>("application/json").Produces<Command>().Produces<Command>(StatusCodes.Status202Accepted);
        routes.MapGet("/v1/devices/{device}/commands", ListAsync).ForPeople(DeviceAction.ReadCommands)
            .WithSummary("The device's commands, newest first").Produces<Page<Command>>();
        routes.MapGet("/v1/devices/{device}/commands/{command}", GetAsync).ForPeople(DeviceAction.ReadCommands)
            .WithSummary("One command and how far it has come").Produces<Command>();
    }

    private static async Task<IResult> PostAsync(
        Permit permit, DeviceDoor door, CommandHistory history, LiveFeeds feeds, DeviceLimits limits, TimeProvider time, PageRoom room, HttpContext http)
    {
        var body = await BoundedBody.ReadAsync(http, limits.CommandBytes + 1024, ["application/json"]);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        var key = http.Request.Headers.TryGetValue("Idempotency-Key", out var value) ? value.ToString() : null;
        if (CommandPosts.Check(body.Bytes, key, permit.Principal, limits, out var errors) is not { } post)
        {
            return new ProblemAnswer(ProblemCodes.Invalid, errors: errors);
        }

        // Watch first, then post: an answer that comes at once must not be missed.
        using var watch = feeds.Subscribe(permit, LiveEvents.Command);
        var reply = await door.Of(permit).PostCommandAsync(permit, post);
        var (known, hasRoom) = reply.Earlier is { } earlier ? await history.FindPostedAsync(permit, earlier, room, http.RequestAborted) : (reply.Command, true);
        if (!hasRoom)
        {
            return new RefusedAnswer(new Refusal(RefusalReason.TooManyUses, room.Limit), RefusalAnswer.Describe(room.Limit));
        }

        if (known is not { } command)
        {
            return reply.Posting switch
            {
                CommandPosting.Repeated => new ProblemAnswer(ProblemCodes.ResourceNotFound, "The command was posted with this key before, has ended, and is not remembered any more."),
                CommandPosting.KeyReused => new ProblemAnswer(ProblemCodes.IdempotencyKeyReused),
                CommandPosting.QueueFull => new ProblemAnswer(
                    ProblemCodes.CommandQueueFull, $"{limits.OpenCommands} commands of this device have not ended; wait for some to end or expire."),
                CommandPosting.ClassTooLax => new ProblemAnswer(ProblemCodes.Invalid, errors: new Dictionary<string, string>
                {
                    ["class"] = $"'{post.Name}' is '{Text(reply.Class)}'; a request may declare a stricter class, not '{Text(post.Class ?? reply.Class)}'.",
                }),
                CommandPosting.ClassNotGranted => new RefusedAnswer(
                    Refusal.Of(RefusalReason.CommandClassNotGranted),
                    $"'{post.Name}' is '{Text(reply.Class)}'; the grant allows commands up to '{Text(permit.Commands)}'."),
                CommandPosting.Conflict => new ProblemAnswer(ProblemCodes.Conflict, "The device is quarantined, revoked or retired."),
                _ => new ProblemAnswer(ProblemCodes.DeviceNotFound),
            };
        }

        http.Response.Headers.Location = $"/v1/devices/{permit.Device}/commands/{command.Id}";
        if (Wait(http) is not { } wait || command.State.IsFinal())
        {
            return Results.Json(command, CommandsJson.Default.CommandAnswer, statusCode: StatusOf(command.State.IsFinal()));
        }

        var last = await WaitAsync(watch, command.Id, wait, time, permit.Lease.Ended, http.RequestAborted);
        http.Response.Headers["Preference-Applied"] = string.Create(CultureInfo.InvariantCulture, $"wait={wait.TotalSeconds}");
        return last is { Command: { } change } && room.TryTakeAlone(last.Json.Length)
            ? Results.Json(new RawJson(last.Json), CommandsJson.Default.RawJson, statusCode: StatusOf(change.IsFinal))
            : Results.Json(command, CommandsJson.Default.CommandAnswer, statusCode: StatusOf(isFinal: false));
    }

    private static async Task<IResult> ListAsync(
        Permit permit, CommandHistory history, PageRoom room, string? cursor, int? limit, CancellationToken cancellationToken) =>
        PageRequest.Parse(cursor, limit, text => CommandId.TryParse(text, out _), out var errors) is { } page
            ? Results.Json(await history.ListAsync(permit, page, room, cancellationToken), CommandsJson.Default.PageCommandAnswer)
            : new ProblemAnswer(ProblemCodes.Invalid, errors: errors);

    private static async Task<IResult> GetAsync(
        Permit permit, CommandHistory history, PageRoom room, string command, CancellationToken cancellationToken) =>
        CommandId.TryParse(command, out var id) && await history.FindAsync(permit, id, room, cancellationToken) is { } found
            ? Results.Json(found, CommandsJson.Default.CommandAnswer)
            : new ProblemAnswer(ProblemCodes.ResourceNotFound);

    private static int StatusOf(bool isFinal) => isFinal ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;

    private static string Text(CommandClass commandClass) => commandClass.ToString().ToLowerInvariant();

    /// <summary>RFC 7240 §4.3.</summary>
    private static TimeSpan? Wait(HttpContext http)
    {
        foreach (var preference in http.Request.Headers["Prefer"].SelectMany(v => (v ?? "").Split(',', ';')))
        {
            var trimmed = preference.AsSpan().Trim();
            if (trimmed.StartsWith("wait=", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(trimmed[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestWaitSeconds));
            }
        }

        return null;
    }

    /// <summary>The last that was heard of the command when it ended, or when the time was up; null: nothing.</summary>
    private static async Task<LiveItem?> WaitAsync(
        LiveSubscription watch, CommandId command, TimeSpan wait, TimeProvider time, CancellationToken ended, CancellationToken aborted)
    {
        using var timeout = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ended, aborted);
        LiveItem? last = null;
        try
        {
            while (last is not { Command.IsFinal: true })
            {
                var item = await watch.TakeAsync(either.Token);
                last = item.Command?.Id == command ? item : last;
            }
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            // RFC 7240: time is up, answer with what was known by then. Where the caller's access is up, nothing of it leaves.
            return last;
        }

        return last;
    }
}
