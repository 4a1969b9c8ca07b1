using System.Security.Cryptography;
using Breakwater.Device.Enrollment;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Revocation;

/// <summary>Every way to go on after a revocation that the drill knows.</summary>
internal static class RevocationCatalogue
{
    /// <summary>How many robots they cost.</summary>
    public const int Spares = 9;

    private const int TokenRounds = 40;

    /// <summary>Each costs a grant, of which an operator has only so many in an hour.</summary>
    private const int GrantRounds = 8;

    public static IReadOnlyList<Attempt> All(RevocationScene scene)
    {
        var spares = new Queue<SpareRobot>(scene.Spares);
        var (by, witness) = (scene.Operator, scene.Witness);
        var (one, two) = (scene.Devices[0], scene.Devices[1]);
        return
        [
            new SlowBodyAttempt("slow-command-token-revoked", "POST of a command, half sent; the token is revoked; the rest", stop => by.TokenAsync(one, stop), Command),
            new SlowBodyAttempt("slow-twin-token-revoked", "PATCH of the desired state, half sent; the token is revoked; the rest", stop => by.TokenAsync(one, stop), Twin),
            new SlowBodyAttempt("slow-command-grant-revoked", "POST of a command, half sent; the grant is revoked; the rest", stop => by.GrantAsync(two, stop), Command),
            new SlowBodyAttempt("slow-twin-grant-revoked", "PATCH of the desired state, half sent; the grant is revoked; the rest", stop => by.GrantAsync(two, stop), Twin),
            Renewal(by.Standing(spares.Dequeue(), "revoke")),
            new GhostConnectionAttempt("connection-device-revoked", "An open connection; the device is revoked; PUBLISH", by.Standing(spares.Dequeue(), "revoke"), witness, hidden: false),
            new GhostConnectionAttempt("connection-device-recovered", "An open connection; the owner enrols the device anew; PUBLISH", by.Recovery(spares.Dequeue()), witness, hidden: false),
            new GhostConnectionAttempt("ghost-device-revoked", "The same, behind a second CONNECT that was refused", by.Standing(spares.Dequeue(), "revoke"), witness, hidden: true),
            new GhostConnectionAttempt("ghost-device-recovered", "The same, behind a second CONNECT that was refused", by.Recovery(spares.Dequeue()), witness, hidden: true),
            new DelayedWillAttempt("will-device-revoked", "A will with a delay, the line is cut; the device is revoked before it is due", by.Standing(spares.Dequeue(), "revoke"), witness),
            new DelayedWillAttempt("will-device-quarantined", "The same; the device is quarantined", by.Standing(spares.Dequeue(), "quarantine"), witness),
            new DelayedWillAttempt("will-device-retired", "The same; the device is retired", by.Standing(spares.Dequeue(), "retire"), witness),
            new DelayedWillAttempt("will-device-recovered", "The same; the owner enrols the device anew", by.Recovery(spares.Dequeue()), witness),
            new StreamAttempt("streams-token-revoked", "Eight open live streams; the token is revoked", stop => by.TokenAsync(one, stop), rounds: 1, raced: false),
            new StreamAttempt("streams-grant-revoked", "Eight open live streams; the grant is revoked", stop => by.GrantAsync(two, stop), rounds: 1, raced: false),
            new StreamAttempt("stream-race-token", "Live streams opened around the token's revocation, forty times eight", stop => by.TokenAsync(one, stop), TokenRounds, raced: true),
            new StreamAttempt("stream-race-grant", "Live streams opened around the grant's revocation, eight times eight", stop => by.GrantAsync(two, stop), GrantRounds, raced: true),
        ];
    }

    private static HttpProbe Command(AttackContext context, Footing footing, string mark) =>
        new(HttpMethod.Post, context.Server.PublicHttps, $"/v1/devices/{footing.Device.Id}/commands")
        {
            Authorization = footing.Authorization, Body = $"{{\"name\":\"locate\",\"payload\":{{\"mark\":\"{mark}\"}}}}",
        };

    private static HttpProbe Twin(AttackContext context, Footing footing, string mark) =>
        new(HttpMethod.Patch, context.Server.PublicHttps, $"/v1/devices/{footing.Device.Id}/twin/desired")
        {
            Authorization = footing.Authorization, Body = $"{{\"note\":\"{mark}\"}}", MediaType = "application/merge-patch+json",
        };

    private static SlowBodyAttempt Renewal(Footing footing) => new(
        "slow-renewal-device-revoked", "A certificate's renewal, half sent; the device is revoked; the rest", _ => Task.FromResult(footing), (context, ground, _) =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return new HttpProbe(HttpMethod.Post, context.Server.DevicesHttps, "/.well-known/est/simplereenroll")
            {
                Body = Convert.ToBase64String(CertificationRequest.Renewal(ground.Identity!, key)), MediaType = "application/pkcs10",
            };
        });
}
