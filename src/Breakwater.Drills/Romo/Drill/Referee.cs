using System.Text;
using Breakwater.Drills.Fleet;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>The victims' own owner: looks whether anything of the attacker stands in their robots' records.</summary>
internal sealed class Referee(AttackHttp http, string publicAddress, string token)
{
    private static readonly string[] Records = ["/twin", "/telemetry", "/telemetry/state?limit=1000", "/events", "/commands", "/maps/floor"];

    public async Task<IReadOnlyList<(string Mark, string Serial)>> FindMarksAsync(IReadOnlyList<StolenName> victims, CancellationToken cancellationToken)
    {
        var found = new List<(string, string)>();
        foreach (var victim in victims)
        {
            foreach (var record in Records)
            {
                var probe = new HttpProbe(HttpMethod.Get, publicAddress, $"/v1/devices/{victim.Id}{record}") { Authorization = "Bearer " + token };
                var (_, body) = await http.SendAsync(probe, null, cancellationToken);
                foreach (var part in body.Split("romo-").Skip(1))
                {
                    found.Add((FleetEvents.MarkIn(Encoding.UTF8.GetBytes("romo-" + part))!, victim.Serial));
                }
            }
        }

        return found;
    }
}
