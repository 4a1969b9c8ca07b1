using System.Text;
using Breakwater.Server.Certificates;

namespace Breakwater.Server.Enrollment;

/// <summary>
/// What EST answers. Bodies are base64 in one line with one newline (RFC 8951 §3; some clients choke on more lines, some wait for the newline);
/// errors are plain text (RFC 7030 §4.2.3).
/// </summary>
internal sealed class EstAnswer : IResult
{
    private readonly int status;
    private readonly string contentType;
    private readonly byte[] body;

    private EstAnswer(int status, string contentType, byte[] body)
    {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
    }

    /// <summary>Everything about credentials that does not hold gets this one answer (law 7).</summary>
    public static EstAnswer Unauthenticated { get; } = Error(StatusCodes.Status401Unauthorized, "A valid claim or certificate is needed.");

    public static EstAnswer NotBase64 { get; } = Error(StatusCodes.Status400BadRequest, "The body is not base64.");

    public static EstAnswer MalformedRequest { get; } =
        Error(StatusCodes.Status400BadRequest, "The body is not a PKCS #10 request with a valid signature of its own key.");

    public static EstAnswer KeyNotAllowed { get; } = Error(
        StatusCodes.Status400BadRequest, "The public key is not allowed: use EC on P-256, P-384 or P-521, or RSA of 2048 to 4096 bits with exponent 65537.");

    public static EstAnswer KeyReused { get; } = Error(StatusCodes.Status400BadRequest, "The public key was used before: make a new one.");

    public static EstAnswer TooMany { get; } = Error(StatusCodes.Status429TooManyRequests, "The device got too many certificates today.");

    public static EstAnswer TooLarge { get; } = Error(StatusCodes.Status413PayloadTooLarge, "The body is too large.");

    public static EstAnswer WrongMediaType { get; } = Error(StatusCodes.Status415UnsupportedMediaType, "The media type must be application/pkcs10.");

    /// <summary>RFC 7030 §4.1.3.</summary>
    public static EstAnswer CaCerts(ReadOnlySpan<byte> der) => Base64("application/pkcs7-mime", der);

    /// <summary>RFC 7030 §4.5.2.</summary>
    public static EstAnswer Attributes(ReadOnlySpan<byte> der) => Base64("application/csrattrs", der);

    /// <summary>RFC 7030 §4.2.3: only the issued certificate.</summary>
    public static EstAnswer Certificate(ReadOnlyMemory<byte> certificate) =>
        Base64("application/pkcs7-mime; smime-type=certs-only", CertsOnly.Write(certificate));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        switch (status)
        {
            case StatusCodes.Status200OK:
                // RFC 8951 §3.1 made it meaningless; older clients look for it.
                response.Headers["Content-Transfer-Encoding"] = "base64";
                break;
            case StatusCodes.Status401Unauthorized:
                // RFC 7617 §2.1.
                response.Headers.WWWAuthenticate = "Basic realm=\"breakwater\", charset=\"UTF-8\"";
                break;
            case StatusCodes.Status429TooManyRequests:
                response.Headers.RetryAfter = "3600";
                break;
        }

        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    private static EstAnswer Error(int status, string text) => new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text + "\n"));

    private static EstAnswer Base64(string contentType, ReadOnlySpan<byte> der) =>
        new(StatusCodes.Status200OK, contentType, Encoding.ASCII.GetBytes(Convert.ToBase64String(der) + "\n"));
}
