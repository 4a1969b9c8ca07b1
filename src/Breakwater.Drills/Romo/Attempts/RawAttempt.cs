using System.Buffers;

namespace Breakwater.Drills.Romo.Attempts;

/// <summary>Sends packets that no client library would.</summary>
/// <param name="packets">Each is sent on a connection of its own, one part after the other.</param>
internal sealed class RawAttempt(string name, string sent, Func<AttackContext, string, IEnumerable<IReadOnlyList<Action<IBufferWriter<byte>>>>> packets)
    : Attempt(name, "malformed", sent)
{
    public override async Task RunAsync(AttackContext context, AttemptNotes record, CancellationToken cancellationToken)
    {
        foreach (var parts in packets(context, Mark))
        {
            var (session, answer) = await context.OpenAsync(context.Connect(), record, cancellationToken);
            if (session is null)
            {
                record.Add(answer);
                continue;
            }

            await using (session)
            {
                foreach (var part in parts)
                {
                    answer = await session.AskAsync(part, cancellationToken);
                }

                record.Add(answer);
            }
        }
    }
}
