using System.Text;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Drills.Romo.Wire;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Drills.Romo.Attempts;

/// <summary>Speaks as others, or to others.</summary>
internal sealed class PublishAttempt(
    string name, string sent, Func<StolenBundle, string, IEnumerable<Shot>> shots, MqttVersion version = MqttVersion.V500)
    : Attempt(name, "publish", sent)
{
    public override async Task RunAsync(AttackContext context, AttemptNotes record, CancellationToken cancellationToken)
    {
        AttackSession? session = null;
        ushort id = 0;
        try
        {
            foreach (var shot in shots(context.Loot, Mark))
            {
                if (session is null or { IsOpen: false })
                {
                    await (session?.DisposeAsync() ?? ValueTask.CompletedTask);
                    (session, var connected) = await context.OpenAsync(context.Connect(version), record, cancellationToken);
                    if (session is null)
                    {
                        record.Add(connected);
                        continue;
                    }
                }

                record.Add(await SendAsync(session, shot, ++id, cancellationToken));
            }
        }
        finally
        {
            await (session?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private static async Task<Answer> SendAsync(AttackSession session, Shot shot, ushort id, CancellationToken cancellationToken)
    {
        var answer = await session.PublishAsync(
            id, shot.Topic, Encoding.UTF8.GetBytes(shot.Payload), shot.Qos, shot.Retain, shot.Properties, cancellationToken);

        // §4.3.3: only PUBREL makes a receiver of QoS 2 pass the message on.
        return shot.Qos == QualityOfService.ExactlyOnce && !answer.Refused
            ? await session.AskAsync(output => PacketWriter.WritePubRel(output, MqttVersion.V500, id), cancellationToken)
            : answer;
    }
}
