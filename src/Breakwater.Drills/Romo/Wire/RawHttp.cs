using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Breakwater.Device.Connection;
using Breakwater.Device.Trust;
using Breakwater.Drills.Processes;

namespace Breakwater.Drills.Romo.Wire;

/// <summary>An HTTP/1 connection that is spoken by hand: a request may stop in the middle, and what comes is read as it comes. One request each.</summary>
internal sealed partial class RawHttp : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Stream stream;
    private readonly StreamReader reader;
    private readonly TimeProvider time;

    private RawHttp(Stream stream, TimeProvider time)
    {
        this.stream = stream;
        this.time = time;
        reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
    }

    /// <param name="address"><c>127.0.0.1:port</c>.</param>
    /// <exception cref="IOException">Nobody listens, or TLS fails.</exception>
    public static async Task<RawHttp> OpenAsync(
        string address, TrustAnchors anchors, X509Certificate2? identity, TimeProvider time, CancellationToken cancellationToken)
    {
        var (host, port) = Loopback.Parse(address);
        var stream = await new TlsStreamProvider(host, anchors, identity).ConnectAsync(new DnsEndPoint(host, port), cancellationToken);
        return new RawHttp(stream, time);
    }

    /// <summary>Request line, headers and the empty line. The connection is closed with the answer.</summary>
    public static string Head(HttpProbe probe, string version, string extra = "") =>
        $"{probe.Method} {probe.Path} HTTP/{version}\r\nHost: {probe.Address}\r\nConnection: close\r\n"
        + (probe.Authorization is { } authorization ? $"Authorization: {authorization}\r\n" : "")
        + (probe.Body is { } body ? $"Content-Type: {probe.MediaType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n" : "")
        + $"{extra}\r\n";

    /// <returns>False when the connection is gone.</returns>
    public async Task<bool> SendAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The next status and its headers; an interim one (100) is an answer too.</summary>
    public Task<Answer> ReadStatusAsync(CancellationToken cancellationToken) => WithinAsync(ReadStatusCoreAsync, cancellationToken);

    /// <summary>Status, and the problem's code in what follows until the connection closes.</summary>
    public Task<Answer> ReadAnswerAsync(CancellationToken cancellationToken) => WithinAsync(
        async limited =>
        {
            var status = await ReadStatusCoreAsync(limited);
            var body = await reader.ReadToEndAsync(limited);
            return status with { Text = $"{status.Text} {ProblemCode().Match(body).Groups[1].Value}".TrimEnd() };
        },
        cancellationToken);

    /// <returns>Null at the end, however it came.</returns>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        reader.Dispose();
        await stream.DisposeAsync();
    }

    private async Task<Answer> ReadStatusCoreAsync(CancellationToken cancellationToken)
    {
        if (await reader.ReadLineAsync(cancellationToken) is not { } line || line.Split(' ') is not [_, { } code, ..] || !int.TryParse(code, out var status))
        {
            return Answer.Closed;
        }

        while (await reader.ReadLineAsync(cancellationToken) is { Length: > 0 })
        {
        }

        return new Answer(code, status >= 400);
    }

    private async Task<Answer> WithinAsync(Func<CancellationToken, Task<Answer>> read, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await read(either.Token);
        }
        catch (IOException)
        {
            return Answer.Closed;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Answer.None;
        }
    }

    [GeneratedRegex("\"code\":\"([^\"]+)\"")]
    private static partial Regex ProblemCode();
}
