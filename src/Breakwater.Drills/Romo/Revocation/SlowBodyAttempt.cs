using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Revocation;

/// <summary>A request that is let in by its headers, and whose body ends after the revocation.</summary>
/// <param name="footing">Asked twice: for the control, and to be taken away.</param>
/// <param name="probe">With the mark in its body; in ASCII.</param>
internal sealed class SlowBodyAttempt(
    string name, string sent, Func<CancellationToken, Task<Footing>> footing, Func<AttackContext, Footing, string, HttpProbe> probe) : RevocationAttempt(name, sent)
{
    public override async Task RunAsync(AttackContext context, AttemptNotes record, CancellationToken cancellationToken)
    {
        var ground = await footing(cancellationToken);
        record.Control = await ControlAsync(context, ground, cancellationToken);
        var asked = probe(context, ground, Mark);
        var (request, begun) = await SlowRequest.BeginAsync(context, asked, ground, cancellationToken);
        if (request is null)
        {
            record.Control = new PositiveControl(false, $"before: {begun.Text}");
            return;
        }

        await using (request)
        {
            await ground.TakeAway(cancellationToken);
            var answer = await request.FinishAsync(cancellationToken);
            record.Add(answer);
            if (!answer.Refused)
            {
                record.Sightings.Add(ground.Device.Serial, $"{asked.Method} {asked.Path}, ended after the revocation: {answer.Text}");
            }
        }
    }

    private async Task<PositiveControl> ControlAsync(AttackContext context, Footing ground, CancellationToken cancellationToken)
    {
        var (request, answer) = await SlowRequest.BeginAsync(context, probe(context, ground, ControlMark), ground, cancellationToken);
        if (request is not null)
        {
            await using (request)
            {
                answer = await request.FinishAsync(cancellationToken);
            }
        }

        return new PositiveControl(answer.Text.StartsWith('2'), $"without a revocation: {answer.Text}");
    }
}
