using System.Security.Cryptography.X509Certificates;

namespace Breakwater.Device.Enrollment;

/// <summary>What an EST server answered.</summary>
/// <param name="Certificate">Set when one was issued; whoever gets the outcome disposes of it.</param>
/// <param name="Status">The HTTP status; 0 when nobody answered.</param>
/// <param name="RetryAfter">What the server asked for, RFC 9110 §10.2.3.</param>
/// <param name="Detail">For the log.</param>
internal sealed record EstOutcome(X509Certificate2? Certificate, int Status, TimeSpan? RetryAfter, string Detail)
{
    /// <summary>The server understood and said no; asking again soon will not change that.</summary>
    public bool IsRefusal => Certificate is null && Status is >= 200 and < 500 and not (202 or 408 or 429);

    public static EstOutcome Issued(X509Certificate2 certificate) => new(certificate, 200, null, "");

    public static EstOutcome Refused(int status, string detail) => new(null, status, null, detail);

    public static EstOutcome Later(int status, TimeSpan? retryAfter, string detail) => new(null, status, retryAfter, detail);
}
