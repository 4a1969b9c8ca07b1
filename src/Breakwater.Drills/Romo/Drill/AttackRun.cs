using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Evidence;
using Breakwater.Drills.Romo.Wire;
using Microsoft.Extensions.Logging;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>Runs the attempts one after the other against Breakwater, then looks for what they have done.</summary>
internal sealed class AttackRun(AttackContext context, KnownEffects effects, Referee referee, DrillMonitor monitor, ILogger logger)
{
    /// <summary>An attempt that hangs is cut off; what came until then counts.</summary>
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromMinutes(3);

    /// <summary>Between two looks for late effects.</summary>
    private static readonly TimeSpan EffectDelay = TimeSpan.FromSeconds(2);

    public async Task<(IReadOnlyList<AttemptReport> Reports, int ForeignReached)> RunAsync(IReadOnlyList<Attempt> attempts, CancellationToken cancellationToken)
    {
        var records = new List<AttemptNotes>();
        monitor.Change(now => now with { Attempts = attempts.Count, AttemptsDone = 0 });
        foreach (var attempt in attempts)
        {
            monitor.Change(now => now with { Attempt = attempt.Name });
            var record = new AttemptNotes(attempt, context.Watchlist);
            records.Add(record);
            await RunAsync(record, cancellationToken);
            monitor.Change(now => now with
            {
                AttemptsDone = records.Count,
                Refused = records.Count(done => done.ToReport().Outcome == AttemptOutcome.Refused),
                ForeignDevicesReached = Reached(records),
            });
        }

        // What was sent may take effect later: queued commands, wills, another robot's next connection.
        await Task.Delay(EffectDelay, context.Time, cancellationToken);
        await AddEffectsAsync(records, cancellationToken);
        return ([.. records.Select(record => record.ToReport())], Reached(records));
    }

    private async Task RunAsync(AttemptNotes record, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AttemptLimit, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var begin = context.Time.GetTimestamp();
        try
        {
            await record.Attempt.RunAsync(context, record, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            record.Add(new Answer("cut off after three minutes", false));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // An attempt must not end the drill; but it must not pass for a refusal either.
            logger.AttemptFailed(exception, record.Attempt.Name);
            record.Add(new Answer($"the attempt itself failed: {exception.GetType().Name}", false));
        }

        record.Duration = context.Time.GetElapsedTime(begin);
    }

    private async Task AddEffectsAsync(List<AttemptNotes> records, CancellationToken cancellationToken)
    {
        var own = context.Loot.OwnerDevices.Select(device => device.Serial).Append(context.Loot.Robot.Serial).ToHashSet();
        var stored = await referee.FindMarksAsync(context.Loot.Others, cancellationToken);
        foreach (var record in records)
        {
            foreach (var serial in effects.SerialsOf(record.Attempt.Mark).Where(serial => !own.Contains(serial)))
            {
                record.Sightings.Add(serial, $"robot {serial} did what {record.Attempt.Mark} asked");
            }

            foreach (var (_, serial) in stored.Where(found => found.Mark == record.Attempt.Mark))
            {
                record.Sightings.Add(serial, $"the record of robot {serial} holds {record.Attempt.Mark}");
            }
        }
    }

    private static int Reached(List<AttemptNotes> records) => records.SelectMany(record => record.Sightings.Serials).Distinct().Count();
}
