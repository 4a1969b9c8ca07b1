using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using Breakwater.Device.Identity;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Attempts;

/// <summary>Asks for certificates of others. One that comes names whom the server took the attacker for.</summary>
internal sealed class EnrolAttempt(string name, string sent, Func<AttackContext, IEnumerable<HttpProbe>> probes) : Attempt(name, "enrol", sent)
{
    public override async Task RunAsync(AttackContext context, AttemptNotes record, CancellationToken cancellationToken)
    {
        foreach (var probe in probes(context))
        {
            var (answer, body) = await context.Http.SendAsync(probe, record.Sightings, cancellationToken);
            record.Add(answer);
            if (IssuedTo(body) is { } id && id != context.Loot.Identity.Id)
            {
                record.Sightings.Add(SerialOf(context.Loot, id), $"a certificate for {id}");
            }
        }
    }

    private static string SerialOf(StolenBundle loot, string id) => loot.Others.FirstOrDefault(other => other.Id.ToString() == id)?.Serial ?? id;

    private static string? IssuedTo(string body)
    {
        try
        {
            var message = new SignedCms();
            message.Decode(Convert.FromBase64String(body));
            return message.Certificates.Count == 1 ? DeviceIdentity.IdOf(message.Certificates[0]) : null;
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
