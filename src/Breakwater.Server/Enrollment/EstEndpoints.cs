using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Certificates;
using Breakwater.Server.Http.Declaring;

namespace Breakwater.Server.Enrollment;

/// <summary>Enrollment over Secure Transport: RFC 7030, with the clarifications of RFC 8951 and RFC 9908.</summary>
public static class EstEndpoints
{
    private const string Root = "/.well-known/est";

    private static readonly WayInPolicy Anyone = new(ListenerName.DevicesHttps, PrincipalKind.Anonymous, Action: null);

    /// <summary>An enrolment costs the server two signatures and a commit, and a guesser all he hopes for.</summary>
    private static readonly WayInPolicy Enrol = Anyone with { Cost = 10 };

    private static readonly WayInPolicy Renewal =
        new(ListenerName.DevicesHttps, PrincipalKind.Device, DeviceAction.RenewCertificate, Cost: 10, Body: BodyRule.Small);

    /// <summary>The four operations that every EST server has.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var caCerts = EstAnswer.CaCerts(routes.ServiceProvider.GetRequiredService<CertificateAuthority>().CaCertsPkcs7.Span);
        var attributes = EstAnswer.Attributes(EstAttributes.Write());
        routes.MapGet($"{Root}/cacerts", () => caCerts).Declares(Anyone);
        routes.MapGet($"{Root}/csrattrs", () => attributes).Declares(Anyone);
        routes.MapPost($"{Root}/simpleenroll", (HttpContext context, EstEnrollment est) => est.EnrollAsync(context)).Declares(Enrol);
        routes.MapPost($"{Root}/simplereenroll", (HttpContext context, Permit permit, EstEnrollment est) => est.RenewAsync(context, permit))
            .Declares(Renewal);
    }
}
