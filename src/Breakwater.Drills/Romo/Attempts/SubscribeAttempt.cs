using Breakwater.Drills.Romo.Loot;
using Breakwater.Drills.Romo.Wire;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Drills.Romo.Attempts;

/// <summary>Asks for others' messages, then listens.</summary>
/// <param name="requests">Each inner list is one SUBSCRIBE packet.</param>
internal sealed class SubscribeAttempt(
    string name, string sent, Func<StolenBundle, IEnumerable<IReadOnlyList<string>>> requests,
    MqttVersion version = MqttVersion.V500, QualityOfService qos = QualityOfService.AtLeastOnce)
    : Attempt(name, "subscribe", sent)
{
    /// <summary>After nothing but refusals; a server that refuses and delivers nevertheless would be caught.</summary>
    private static readonly TimeSpan ShortListen = TimeSpan.FromMilliseconds(300);

    public override async Task RunAsync(AttackContext context, AttemptNotes record, CancellationToken cancellationToken)
    {
        AttackSession? session = null;
        var granted = false;
        ushort id = 0;
        try
        {
            foreach (var filters in requests(context.Loot))
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

                var answer = await session.SubscribeAsync(++id, filters, qos, cancellationToken);
                record.Add(answer);
                granted |= !answer.Refused;
            }

            await (granted ? context.ListenAsync(cancellationToken) : Task.Delay(ShortListen, context.Time, cancellationToken));
        }
        finally
        {
            await (session?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }
}
