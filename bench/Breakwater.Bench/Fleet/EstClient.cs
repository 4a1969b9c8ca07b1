using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Breakwater.Bench.Fleet;

/// <summary>Enrolment over EST (RFC 7030 §4.2) as at a first boot: one new connection for each request, over HTTP/1.1 without a client library.</summary>
internal sealed class EstClient(IPEndPoint endpoint)
{
    /// <exception cref="InvalidOperationException">The server did not issue a certificate.</exception>
    public async Task<X509Certificate2> EnrollAsync(BenchDevice device, string request, CancellationToken cancellationToken)
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{device.Serial}:{device.Claim}"));
        var answer = await PostAsync("simpleenroll", $"Authorization: Basic {credentials}\r\n", request, null, cancellationToken);
        return answer.Status == 200
            ? CertificateOf(answer.Body)
            : throw new InvalidOperationException($"{device.Serial} was not enrolled: {answer.Status} {answer.Body}");
    }

    /// <summary>Asks for the device's next certificate with its present one; returns the HTTP status.</summary>
    public async Task<int> RenewAsync(BenchDevice device, CancellationToken cancellationToken) =>
        (await PostAsync("simplereenroll", "", device.RenewalRequest(), device.Certificate, cancellationToken)).Status;

    private static X509Certificate2 CertificateOf(string body)
    {
        var message = new SignedCms();
        message.Decode(Convert.FromBase64String(body));
        return message.Certificates[0];
    }

    private async Task<(int Status, string Body)> PostAsync(
        string operation, string header, string body, SslStreamCertificateContext? certificate, CancellationToken cancellationToken)
    {
        await using var connection = await FreshConnection.OpenAsync(endpoint, certificate, cancellationToken);
        var request =
            $"POST /.well-known/est/{operation} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}" +
            $"Content-Type: application/pkcs10\r\nContent-Transfer-Encoding: base64\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        await connection.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
        using var reader = new StreamReader(connection, Encoding.ASCII);
        var answer = await reader.ReadToEndAsync(cancellationToken);
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0 || answer.Contains("\r\nTransfer-Encoding:", StringComparison.OrdinalIgnoreCase)
            ? throw new InvalidOperationException($"Not an answer that this client reads: {answer}")
            : (int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture), answer[(end + 4)..]);
    }
}
