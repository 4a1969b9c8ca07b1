using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Breakwater.Device.Enrollment;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Catalogue;

/// <summary>Getting a certificate in another's name.</summary>
internal static class EnrolAttempts
{
    private const string Enroll = "/.well-known/est/simpleenroll";
    private const string Reenroll = "/.well-known/est/simplereenroll";

    public static IEnumerable<Attempt> All { get; } =
    [
        new EnrolAttempt("claim-used-again", "The stolen robot's used claim, with a new key", context =>
            [Claim(context, context.Loot.Robot.Serial, context.Loot.Claim, NewRequest(context.Loot.Robot.Serial))]),
        new EnrolAttempt("claim-for-others", "The used claim under ten other serials and ids", context =>
            from other in context.Loot.Others
            from name in (string[])[other.Serial, other.Id.ToString()]
            select Claim(context, name, context.Loot.Claim, NewRequest(other.Serial))),
        new EnrolAttempt("claims-guessed", "Guessed claims for ten others", context =>
            from other in context.Loot.Others
            from guess in (string[])["", other.Serial, other.Id.ToString(), "00000000000000000000000000000000", RandomNumberGenerator.GetHexString(32, lowercase: true)]
            select Claim(context, other.Serial, guess, NewRequest(other.Serial))),
        new EnrolAttempt("known-key-replayed", "A request with the stolen robot's public key under others' names", context =>
            context.Loot.Others.Select(other => Claim(context, other.Serial, context.Loot.Claim, KnownKey(context, $"CN={other.Serial}", other)))),
        new EnrolAttempt("renewal-for-others", "Renewal with the stolen certificate, the request in ten others' names", context =>
            context.Loot.Others.SelectMany(other => new[]
            {
                Renewal(context, KnownKey(context, $"CN={other.Serial}", other)),
                Renewal(context, KnownKey(context, context.Loot.Identity.Certificate.Subject, other)),
                Renewal(context, NewRequest(other.Serial)),
            })),
        new EnrolAttempt("renewal-without-certificate", "Renewal without a certificate, with the owner's token", context =>
            context.Loot.Others.Select(other => Renewal(context, NewRequest(other.Serial)) with { WithCertificate = false, Authorization = "Bearer " + context.Loot.OwnerToken })),
        new EnrolAttempt("enrol-with-certificate", "First enrolment of others with the stolen certificate instead of a claim", context =>
            context.Loot.Others.Select(other => Renewal(context, NewRequest(other.Serial)) with { Path = Enroll })),
        new EnrolAttempt("enrol-label-tricks", "Other labels and spellings of the enrolment paths", context =>
            from other in context.Loot.Others.Take(2)
            from path in (string[])["/.well-known/est/admin/simpleenroll", "/.well-known/est//simpleenroll", "/.well-known/est/SIMPLEENROLL", "/.well-known/est/serverkeygen", "/.well-known/est/fullcmc"]
            select Claim(context, other.Serial, context.Loot.Claim, NewRequest(other.Serial)) with { Path = path }),
        new EnrolAttempt("malformed-requests", "Requests that are no request", context =>
            ((string[])["", "AAAA", "not base64", Convert.ToBase64String(new byte[70_000])])
                .Select(body => Claim(context, context.Loot.Others[0].Serial, context.Loot.Claim, []) with { Body = body })),
    ];

    private static HttpProbe Claim(AttackContext context, string serial, string claim, byte[] request) =>
        new(HttpMethod.Post, context.Server.DevicesHttps, Enroll)
        {
            Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{serial}:{claim}")),
            Body = Convert.ToBase64String(request),
            MediaType = "application/pkcs10",
        };

    private static HttpProbe Renewal(AttackContext context, byte[] request) =>
        new(HttpMethod.Post, context.Server.DevicesHttps, Reenroll) { WithCertificate = true, Body = Convert.ToBase64String(request), MediaType = "application/pkcs10" };

    private static byte[] NewRequest(string serial)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return CertificationRequest.Create(serial, key);
    }

    private static byte[] KnownKey(AttackContext context, string subject, StolenName other)
    {
        using var key = context.Loot.Identity.Certificate.GetECDsaPrivateKey()!;
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri($"urn:breakwater:device:{other.Id}"));
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSigningRequest();
    }
}
