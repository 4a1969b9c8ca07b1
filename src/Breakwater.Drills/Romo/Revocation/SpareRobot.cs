using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Ids;
using Breakwater.Device.Enrollment;
using Breakwater.Device.Identity;
using Breakwater.Device.Trust;
using Breakwater.Drills.Fleet;
using Breakwater.Drills.Romo.Loot;

namespace Breakwater.Drills.Romo.Revocation;

/// <summary>
/// A robot that nobody but the thief holds: it is enrolled and never switched on, so that nothing but the server ends what he does with its key. Each attempt
/// that costs a robot its standing has one of its own.
/// </summary>
/// <param name="Certificate">With its key.</param>
internal sealed record SpareRobot(StolenName Name, X509Certificate2 Certificate) : IDisposable
{
    private static readonly TimeSpan EnrolLimit = TimeSpan.FromSeconds(30);

    /// <summary>Above every fleet's; and other ones each time, because a kept folder knows the last drill's.</summary>
    private const int FirstIndex = 100_000;

    private const int LastIndex = 999_999;

    /// <summary>Imports and enrols some.</summary>
    /// <exception cref="InvalidOperationException">The server refused them.</exception>
    public static async Task<IReadOnlyList<SpareRobot>> CreateAsync(
        FleetSpec fleet, int count, TrustAnchors anchors, TimeProvider time, CancellationToken cancellationToken)
    {
        var first = RandomNumberGenerator.GetInt32(FirstIndex, LastIndex - count);
        var rows = FactoryManifest.Create(Enumerable.Range(first, count).Select(fleet.SerialOf), fleet.Model);
        await FactoryManifest.ImportAsync(fleet.AdminSocket, rows, _ => { }, cancellationToken);
        var robots = new List<SpareRobot>();
        foreach (var row in rows)
        {
            var certificate = await EnrolAsync(fleet.Host, fleet.EstPort, row.Serial, row.Claim, anchors, time, cancellationToken);
            robots.Add(new SpareRobot(new StolenName(row.Serial, DeviceId.Parse(DeviceIdentity.IdOf(certificate)!, null)), certificate));
        }

        return robots;
    }

    /// <exception cref="InvalidOperationException">The server refused the claim.</exception>
    public static async Task<X509Certificate2> EnrolAsync(
        string host, int port, string serial, string claim, TrustAnchors anchors, TimeProvider time, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var outcome = await new EstClient(host, port, anchors, EnrolLimit, time)
            .EnrollAsync(CertificationRequest.Create(serial, key), serial, claim, cancellationToken);
        using var issued = outcome.Certificate ?? throw new InvalidOperationException($"Robot {serial} could not enrol: {outcome.Detail}");
        return issued.CopyWithPrivateKey(key);
    }

    public void Dispose() => Certificate.Dispose();
}
