using System.Text;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Wire;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Drills.Romo.Revocation;

/// <summary>A will that is left before the revocation and due after it (MQTT 5.0 §3.1.3.2.2).</summary>
internal sealed class DelayedWillAttempt(string name, string sent, Footing footing, Witness witness) : RevocationAttempt(name, sent)
{
    private const uint SessionExpiry = 3600;

    /// <summary>Of the control: just not at once.</summary>
    private const uint ShortDelay = 1;

    /// <summary>Longer than a busy server needs to notice the cut line and to revoke.</summary>
    private const uint Delay = 3;

    private static readonly TimeSpan NoticeLimit = TimeSpan.FromSeconds(3);

    /// <summary>After a will is due, until it must stand in the record.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    public override async Task RunAsync(AttackContext context, AttemptNotes record, CancellationToken cancellationToken)
    {
        record.Control = await ControlAsync(context, cancellationToken);
        var left = await LeaveAsync(context, Mark, Delay, cancellationToken);
        var dropped = context.Time.GetTimestamp();
        var noticed = await witness.MissesAsync(footing.Device, NoticeLimit, cancellationToken);
        await footing.TakeAway(cancellationToken);
        var due = TimeSpan.FromSeconds(Delay) - context.Time.GetElapsedTime(dropped);
        if (left.Refused || !noticed || due <= TimeSpan.Zero)
        {
            record.Control = new PositiveControl(false, $"{left.Text}; {(noticed ? "the revocation took longer than the will's delay" : "the server did not notice the cut line")}");
            return;
        }

        var published = await witness.FindsAsync(footing.Device, Mark, due + Slack, cancellationToken);
        record.Add(published ? new Answer("the will was published", false) : new Answer("no will", true));
        if (published)
        {
            record.Sightings.Add(footing.Device.Serial, $"the will stands in the record, due {due.TotalSeconds:F1} s after the revocation");
        }
    }

    private async Task<PositiveControl> ControlAsync(AttackContext context, CancellationToken cancellationToken)
    {
        var left = await LeaveAsync(context, ControlMark, ShortDelay, cancellationToken);
        var published = !left.Refused
            && await witness.FindsAsync(footing.Device, ControlMark, TimeSpan.FromSeconds(ShortDelay) + Slack + NoticeLimit, cancellationToken);
        return new PositiveControl(published, $"without a revocation: {(published ? "the will was published" : $"no will ({left.Text})")}");
    }

    private async Task<Answer> LeaveAsync(AttackContext context, string mark, uint delay, CancellationToken cancellationToken)
    {
        var will = new WillMessage
        {
            Topic = "events/last-words", Payload = Encoding.UTF8.GetBytes($"{{\"mark\":\"{mark}\"}}"), Qos = QualityOfService.AtLeastOnce, DelayInterval = delay,
        };
        var connect = context.Connect() with { ClientId = "will", SessionExpiryInterval = SessionExpiry, Will = will };
        var (session, answer) = await context.OpenAsync(connect, footing.Identity, (_, _) => { }, cancellationToken);
        await (session?.DisposeAsync() ?? ValueTask.CompletedTask);
        return answer;
    }
}
