using System.Text;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Catalogue;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>
/// A refusal means something only from a tool that is not refused where it may go. So the thief first reads, speaks and commands what is
/// his, with the same code and credentials.
/// </summary>
internal static class SelfCheck
{
    public static async Task<SelfCheckResult> RunAsync(AttackContext context, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        var (opened, acknowledged) = await SpeakAsync(context, failures, cancellationToken);
        var read = 0;
        var commanded = 0;
        foreach (var own in context.Loot.OwnerDevices)
        {
            var (twin, body) = await context.Http.SendAsync(HttpAttempts.Probe(context, HttpMethod.Get, $"/v1/devices/{own.Id}/twin", null), null, cancellationToken);
            if (!twin.Refused && body.Contains(own.Serial, StringComparison.Ordinal))
            {
                read++;
            }
            else
            {
                failures.Add($"GET of the own robot's twin: {twin.Text}");
            }

            var (command, answer) = await context.Http.SendAsync(
                HttpAttempts.Probe(context, HttpMethod.Post, $"/v1/devices/{own.Id}/commands", null) with
                {
                    Body = "{\"name\":\"locate\"}",
                    Headers = new Dictionary<string, string> { ["Prefer"] = "wait=8" },
                },
                null,
                cancellationToken);
            if (answer.Contains("\"acknowledged\"", StringComparison.Ordinal))
            {
                commanded++;
            }
            else
            {
                failures.Add($"POST of a command to the own robot: {command.Text}, and it was not acknowledged in time");
            }
        }

        return new SelfCheckResult(opened, acknowledged, read, commanded, failures);
    }

    private static async Task<(bool Opened, int Acknowledged)> SpeakAsync(AttackContext context, List<string> failures, CancellationToken cancellationToken)
    {
        var record = new AttemptNotes(SubscribeAttempts.All.First(), context.Watchlist);
        var (session, connected) = await context.OpenAsync(context.Connect(), record, cancellationToken);
        if (session is null)
        {
            failures.Add($"CONNECT with the stolen certificate: {connected.Text}");
            return (false, 0);
        }

        await using (session)
        {
            var subscribed = await session.SubscribeAsync(1, ["commands/#", "twin/desired"], QualityOfService.AtLeastOnce, cancellationToken);
            if (subscribed.Refused)
            {
                failures.Add($"SUBSCRIBE of the own tree: {subscribed.Text}");
            }

            var published = await session.PublishAsync(
                2, "events/self-check", Encoding.UTF8.GetBytes("{}"), QualityOfService.AtLeastOnce, retain: false, default, cancellationToken);
            if (published.Refused || !published.Text.StartsWith("PUBACK", StringComparison.Ordinal))
            {
                failures.Add($"PUBLISH within the own tree: {published.Text}");
                return (true, 0);
            }

            return (true, 1);
        }
    }
}
