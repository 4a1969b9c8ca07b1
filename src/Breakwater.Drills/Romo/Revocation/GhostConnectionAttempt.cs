using System.Text;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Wire;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Drills.Romo.Revocation;

/// <summary>A connection that goes on; before the revocation a second one, which is refused, may have taken its place in the server's books.</summary>
/// <param name="hidden">With the second one: a CONNECT with an authentication method, which no server here knows.</param>
internal sealed class GhostConnectionAttempt(string name, string sent, Footing footing, Witness witness, bool hidden) : RevocationAttempt(name, sent)
{
    private const string Topic = "events/still-here";

    /// <summary>After the revocation: at once, and then later than the second that it may take.</summary>
    private const int Tries = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(600);

    public override async Task RunAsync(AttackContext context, AttemptNotes record, CancellationToken cancellationToken)
    {
        var revoked = 0;
        void Observe(string topic, ReadOnlyMemory<byte> payload)
        {
            if (Volatile.Read(ref revoked) == 1)
            {
                record.Add(new Answer("a command came", false));
                record.Sightings.Add(footing.Device.Serial, $"delivered after the revocation: {topic}");
            }
        }

        var (session, connected) = await OpenAsync(context, context.Connect() with { ClientId = "ghost" }, Observe, cancellationToken);
        if (session is null)
        {
            record.Control = new PositiveControl(false, $"CONNECT before the revocation: {connected.Text}");
            return;
        }

        await using (session)
        {
            await session.SubscribeAsync(1, ["commands/#"], QualityOfService.AtLeastOnce, cancellationToken);
            var second = hidden ? await HideAsync(context, cancellationToken) : default;
            var before = await SpeakAsync(session, 2, ControlMark, cancellationToken);
            record.Control = new PositiveControl(Accepted(before), $"before the revocation: {(hidden ? $"the second {second.Text}, then " : "")}{before.Text}");
            await footing.TakeAway(cancellationToken);
            Volatile.Write(ref revoked, 1);
            await GoOnAsync(context, session, record, cancellationToken);
        }
    }

    private async Task GoOnAsync(AttackContext context, AttackSession session, AttemptNotes record, CancellationToken cancellationToken)
    {
        // What the rightful owner orders must not come to the thief.
        var order = witness.CommandAsync(footing.Device, cancellationToken);
        for (ushort id = 3; id < 3 + Tries; id++)
        {
            var answer = await SpeakAsync(session, id, Mark, cancellationToken);
            record.Add(answer);
            if (Accepted(answer))
            {
                record.Sightings.Add(footing.Device.Serial, $"PUBLISH {Topic} after the revocation: {answer.Text}");
            }

            await Task.Delay(Pause, context.Time, cancellationToken);
        }

        await order;
    }

    private async Task<Answer> HideAsync(AttackContext context, CancellationToken cancellationToken)
    {
        var connect = context.Connect() with { ClientId = "ghost", AuthenticationMethod = "PLAIN", AuthenticationData = "x"u8.ToArray() };
        var (session, answer) = await OpenAsync(context, connect, (_, _) => { }, cancellationToken);
        await (session?.DisposeAsync() ?? ValueTask.CompletedTask);
        return answer;
    }

    private Task<(AttackSession? Session, Answer Answer)> OpenAsync(
        AttackContext context, ConnectPacket connect, Action<string, ReadOnlyMemory<byte>> onPublish, CancellationToken cancellationToken) =>
        context.OpenAsync(connect, footing.Identity, onPublish, cancellationToken);

    private static Task<Answer> SpeakAsync(AttackSession session, ushort id, string mark, CancellationToken cancellationToken) => session.PublishAsync(
        id, Topic, Encoding.UTF8.GetBytes($"{{\"mark\":\"{mark}\"}}"), QualityOfService.AtLeastOnce, retain: false, default, cancellationToken);

    private static bool Accepted(Answer answer) => !answer.Refused && answer.Text.StartsWith("PUBACK", StringComparison.Ordinal);
}
