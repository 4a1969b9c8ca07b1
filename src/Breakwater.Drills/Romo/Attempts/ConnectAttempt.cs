using System.Security.Cryptography.X509Certificates;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Drills.Romo.Attempts;

/// <summary>Connects as somebody else, or leaves a will for somebody else; subscribes to what that one would hear; listens; drops the line.</summary>
/// <param name="connects">The CONNECTs, and the certificate of each; null is none.</param>
internal sealed class ConnectAttempt(
    string name, string sent, Func<AttackContext, string, IEnumerable<(ConnectPacket Connect, X509Certificate2? Identity)>> connects)
    : Attempt(name, "connect", sent)
{
    private static readonly TimeSpan Listen = TimeSpan.FromMilliseconds(300);

    public override async Task RunAsync(AttackContext context, AttemptNotes record, CancellationToken cancellationToken)
    {
        foreach (var (connect, identity) in connects(context, Mark))
        {
            var (session, answer) = await context.OpenAsync(connect, record, identity, cancellationToken);
            record.Add(answer);
            if (session is not null)
            {
                await using (session)
                {
                    // Its own tree is all that it may get here; what comes tells whose tree it is.
                    await session.SubscribeAsync(1, ["commands/#", "twin/desired"], QualityOfService.AtLeastOnce, cancellationToken);
                    await Task.Delay(Listen, context.Time, cancellationToken);
                }
            }
        }
    }
}
