using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Breakwater.Device.Trust;

namespace Breakwater.Device.Enrollment;

/// <summary>
/// The client half of Enrollment over Secure Transport (RFC 7030, RFC 8951). Each request has a connection of its own, closed with the
/// answer: a device needs the service twice a year.
/// </summary>
internal sealed class EstClient(string host, int port, TrustAnchors anchors, TimeSpan timeout, TimeProvider time)
{
    /// <summary>A certs-only answer with one P-256 certificate is about 1 KB; RSA chains of existing servers stay below 16 KB.</summary>
    private const int MaximumAnswerBytes = 64 * 1024;

    private const string Base = "/.well-known/est/";

    public Task<EstOutcome> EnrollAsync(byte[] request, string serial, string claim, CancellationToken cancellationToken) =>
        PostAsync(
            "simpleenroll",
            request,
            null,
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{serial}:{claim}"))),
            cancellationToken);

    public Task<EstOutcome> ReenrollAsync(byte[] request, X509Certificate2 identity, CancellationToken cancellationToken) =>
        PostAsync("simplereenroll", request, identity, null, cancellationToken);

    private async Task<EstOutcome> PostAsync(
        string operation, byte[] request, X509Certificate2? identity, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = anchors.ClientOptions(host, identity),
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
        };
        using var http = new HttpClient(handler) { MaxResponseContentBufferSize = MaximumAnswerBytes, Timeout = Timeout.InfiniteTimeSpan };
        using var message = new HttpRequestMessage(HttpMethod.Post, new UriBuilder(Uri.UriSchemeHttps, host, port, Base + operation).Uri);
        message.Headers.Authorization = authorization;
        message.Headers.ConnectionClose = true;
        message.Content = new StringContent(Convert.ToBase64String(request) + "\n", Encoding.ASCII);
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/pkcs10");
        try
        {
            using var response = await http.SendAsync(message, either.Token);
            return await ReadAsync(response, either.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or AuthenticationException)
        {
            return EstOutcome.Later(0, null, exception.InnerException?.Message ?? exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return EstOutcome.Later(0, null, $"No answer within {timeout}.");
        }
    }

    private async Task<EstOutcome> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var status = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return TryReadCertificate(body, out var certificate)
                ? EstOutcome.Issued(certificate)
                : EstOutcome.Refused(status, "The answer is not a certs-only message with one certificate.");
        }

        var detail = $"{status} {(body.Length > 200 ? body[..200] : body).ReplaceLineEndings(" ").Trim()}";
        return status is 202 or 429 or >= 500
            ? EstOutcome.Later(status, RetryAfter(response.Headers.RetryAfter), detail)
            : EstOutcome.Refused(status, detail);
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? value) =>
        value?.Delta ?? (value?.Date is { } date ? date - time.GetUtcNow() : null);

    /// <summary>RFC 7030 §4.2.3 and RFC 5272 §4.1: a SignedData without content or signers, base64 (RFC 8951: any white space).</summary>
    private static bool TryReadCertificate(string body, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out X509Certificate2? certificate)
    {
        certificate = null;
        try
        {
            var message = new SignedCms();
            message.Decode(Convert.FromBase64String(body));
            if (message.Certificates.Count != 1)
            {
                return false;
            }

            certificate = message.Certificates[0];
            return true;
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
