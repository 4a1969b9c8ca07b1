using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Attempts;

/// <summary>Asks over HTTP for what belongs to others.</summary>
internal sealed class HttpAttempt(string name, string group, string sent, Func<AttackContext, string, IEnumerable<HttpProbe>> probes)
    : Attempt(name, group, sent)
{
    public override async Task RunAsync(AttackContext context, AttemptNotes record, CancellationToken cancellationToken)
    {
        foreach (var probe in probes(context, Mark))
        {
            var (answer, _) = await context.Http.SendAsync(probe, record.Sightings, cancellationToken);
            record.Add(answer);
        }
    }
}
