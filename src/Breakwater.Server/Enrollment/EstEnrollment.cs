using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Recording;
using Microsoft.Extensions.Primitives;

namespace Breakwater.Server.Enrollment;

/// <summary>
/// simpleenroll and simplereenroll (RFC 7030 §4.2). A request is judged before its credentials, and the same way whatever they are: a bad request looks bad
/// to everybody, and a refusal of good ones says nothing but that.
/// </summary>
internal sealed class EstEnrollment(
    DeviceEnrollment enrollment,
    EnrollmentOptions options,
    Signals signals,
    Coalescer coalescer,
    EnrollmentMetrics metrics,
    ILogger<EstEnrollment> logger)
{
    private const string EnrolAction = "certificate:enroll";

    /// <summary>What every refusal of credentials is called before its answer: a name each would be a count each, and the first of a kind costs a sync (law 7).</summary>
    private const string CredentialsRefused = "CredentialsRefused";

    public async Task<IResult> EnrollAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization;
        var identity = context.Connection.ClientCertificate;
        if (StringValues.IsNullOrEmpty(authorization) && identity is null)
        {
            // Many clients send credentials only when asked (RFC 7030 §3.2.3). Nothing was claimed, so nothing is refused.
            return EstAnswer.Unauthenticated;
        }

        var (key, answer) = await ReadRequestAsync(context, EnrollmentOutcomes.EnrolWayIn, principal: null, device: null);
        if (key is null)
        {
            return answer;
        }

        string? serial = null;
        EnrollmentOutcome outcome;
        if (StringValues.IsNullOrEmpty(authorization))
        {
            serial = ManufacturerIdentity.FindSerial(identity!);
            outcome = await enrollment.EnrollByIdentityAsync(identity!, key, context.RequestAborted);
        }
        else if (BasicCredentials.TryParse(authorization, out var credentials))
        {
            serial = credentials.Serial;
            outcome = await enrollment.EnrollByClaimAsync(credentials, key, context.RequestAborted);
        }
        else
        {
            outcome = EnrollmentOutcome.Refused(EnrollmentRefusal.MalformedCredentials);
        }

        if (outcome.Certificate is { } issued)
        {
            EnrollmentLog.Enrolled(logger, issued.Device, issued.SerialNumber, issued.NotAfter);
            metrics.Enrolled();
            return EstAnswer.Certificate(issued.Der);
        }

        await coalescer.RecordAsync(new LedgerEntry<Name>
        {
            Type = EntryType.ApiCreate,
            Operation = EnrolAction,
            WayIn = EnrollmentOutcomes.EnrolWayIn,
            Role = "anonymous",
            Source = Remote(context),
            Device = outcome.Device,
            Refusal = outcome.Refusal is EnrollmentRefusal.KeyReused or EnrollmentRefusal.TooMany ? outcome.Refusal.ToString() : CredentialsRefused,
            Details = EntryDetails.Of(("reason", outcome.Refusal.ToString())),
        });
        return Refuse(context, outcome, EnrollmentOutcomes.EnrolWayIn, principal: null, serial);
    }

    public async Task<IResult> RenewAsync(HttpContext context, Permit permit)
    {
        var principal = permit.Principal.ToString();
        var (key, answer) = await ReadRequestAsync(context, EnrollmentOutcomes.RenewWayIn, principal, permit.Device.ToString());
        if (key is null)
        {
            return answer;
        }

        var outcome = await enrollment.RenewAsync(permit, key, context.RequestAborted);
        if (outcome.Certificate is { } issued)
        {
            EnrollmentLog.Renewed(logger, issued.Device, issued.SerialNumber, issued.NotAfter);
            metrics.Renewed();
            return EstAnswer.Certificate(issued.Der);
        }

        return Refuse(context, outcome, EnrollmentOutcomes.RenewWayIn, principal, serial: null);
    }

    private static string? Remote(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();

    private async ValueTask<(SubjectKey? Key, EstAnswer Answer)> ReadRequestAsync(
        HttpContext context, string wayIn, string? principal, string? device)
    {
        var (der, refused) = await EstRequestBody.ReadAsync(context.Request, options.LargestRequest);
        if (refused is not null)
        {
            return (null, refused);
        }

        var problem = CertificationRequest.Read(der, out var key);
        switch (problem)
        {
            case RequestProblem.None:
                return (key, EstAnswer.Unauthenticated);
            case RequestProblem.KeyNotAllowed:
                signals.Raise(new Signal(SignalKind.WeakKey, principal, device, Remote(context), wayIn, null));
                return (null, EstAnswer.KeyNotAllowed);
            default:
                return (null, EstAnswer.MalformedRequest);
        }
    }

    private EstAnswer Refuse(HttpContext context, EnrollmentOutcome outcome, string wayIn, string? principal, string? serial)
    {
        metrics.Refused(outcome.Refusal);
        var (kind, answer) = outcome.Refusal switch
        {
            EnrollmentRefusal.KeyReused => (SignalKind.KeyReused, EstAnswer.KeyReused),
            EnrollmentRefusal.TooMany => (SignalKind.ClaimRefused, EstAnswer.TooMany),
            _ => (SignalKind.ClaimRefused, EstAnswer.Unauthenticated),
        };
        signals.Raise(new Signal(
            kind, principal, outcome.Device?.ToString(), Remote(context), wayIn, $"{outcome.Refusal} {serial}".TrimEnd()));
        return answer;
    }
}
