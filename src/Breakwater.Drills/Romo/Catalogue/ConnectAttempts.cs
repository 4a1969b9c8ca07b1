using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Drills.Romo.Catalogue;

/// <summary>Being somebody else from the first packet on.</summary>
internal static class ConnectAttempts
{
    public static IEnumerable<Attempt> All { get; } =
    [
        new ConnectAttempt("client-id-of-others", "CONNECT with the client ids of ten others (serial and id)", (context, _) =>
            from other in context.Loot.Others
            from id in (string[])[other.Serial, other.Id.ToString(), "#", "+"]
            select (context.Connect() with { ClientId = id }, Stolen(context))),
        new ConnectAttempt("sessions-of-others", "CONNECT that resumes the session of another's client id", (context, _) =>
            context.Loot.Others.Select(other => (context.Connect() with { ClientId = other.Serial, CleanStart = false, SessionExpiryInterval = 3600 }, Stolen(context)))),
        new ConnectAttempt("user-name-of-others", "CONNECT with another's name as user and what was stolen as password", (context, _) =>
            from other in context.Loot.Others
            from password in (string[])[context.Loot.OwnerToken, context.Loot.Claim]
            select (context.Connect() with { UserName = other.Serial, Password = Encoding.UTF8.GetBytes(password) }, Stolen(context))),
        new ConnectAttempt("wills-to-others", "A will that commands another, and a cut line", (context, mark) =>
            from other in context.Loot.Others
            from topic in (string[])[$"devices/{other.Serial}/commands/locate/0190a0b0c0d07000800000000000dead", $"{other.Id}/twin/desired", $"{other.Serial}/telemetry/state"]
            select (context.Connect() with { Will = new WillMessage { Topic = topic, Payload = Encoding.UTF8.GetBytes($"{{\"mark\":\"{mark}\"}}"), Qos = QualityOfService.AtLeastOnce } }, Stolen(context))),
        new ConnectAttempt("wills-to-others-mqtt311", "The same in MQTT 3.1.1", (context, mark) =>
            context.Loot.Others.Select(other => (
                context.Connect(MqttVersion.V311) with { Will = new WillMessage { Topic = $"devices/{other.Serial}/commands/locate/1", Payload = Encoding.UTF8.GetBytes(mark) } },
                Stolen(context)))),
        new ConnectAttempt("owner-token-without-certificate", "The owner's token as password, no certificate", (context, _) =>
            from user in (string[])["", "token", context.Loot.Others[0].Serial, context.Loot.OwnerDevices[0].Id.ToString()]
            select (context.Connect() with { UserName = user, Password = Encoding.UTF8.GetBytes(context.Loot.OwnerToken) }, (X509Certificate2?)null)),
        new ConnectAttempt("no-credential", "No certificate, no password", (context, _) => [(context.Connect(), null), (context.Connect(MqttVersion.V311), null)]),
        new ConnectAttempt("factory-claim-as-password", "The used factory claim as password, no certificate", (context, _) =>
            [(context.Connect() with { UserName = context.Loot.Robot.Serial, Password = Encoding.UTF8.GetBytes(context.Loot.Claim) }, null)]),
        new ConnectAttempt("forged-certificates", "Self-signed certificates in ten others' names", (context, _) =>
            context.Loot.Others.Select(other => (context.Connect() with { ClientId = other.Serial }, (X509Certificate2?)Forge(other, context.Time)))),
        new ConnectAttempt("issued-by-the-stolen-certificate", "Certificates for others, signed with the stolen key", (context, _) =>
            context.Loot.Others.Select(other => (context.Connect(), (X509Certificate2?)IssueWithStolenKey(context, other)))),
        new ConnectAttempt("enhanced-authentication", "An authentication exchange that names another", (context, _) =>
            context.Loot.Others.Take(3).Select(other => (context.Connect() with { AuthenticationMethod = "PLAIN", AuthenticationData = Encoding.UTF8.GetBytes(other.Serial) }, Stolen(context)))),
    ];

    private static X509Certificate2? Stolen(AttackContext context) => context.Loot.Identity.Certificate;

    private static X509Certificate2 Forge(StolenName other, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Request(other, key).CreateSelfSigned(time.GetUtcNow().AddHours(-1), time.GetUtcNow().AddDays(1));
    }

    private static X509Certificate2 IssueWithStolenKey(AttackContext context, StolenName other)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stolen = context.Loot.Identity.Certificate.GetECDsaPrivateKey()!;
        using var issued = Request(other, key).Create(
            context.Loot.Identity.Certificate.SubjectName,
            X509SignatureGenerator.CreateForECDsa(stolen),
            context.Loot.Identity.NotBefore,
            context.Loot.Identity.NotAfter,
            RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }

    private static CertificateRequest Request(StolenName other, ECDsa key)
    {
        var request = new CertificateRequest($"CN={other.Serial}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri($"urn:breakwater:device:{other.Id}"));
        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
