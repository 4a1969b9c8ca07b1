using System.Net.Security;
using System.Text;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>
/// A request whose headers and the first half of its body are sent, and the rest when the test says so. <c>Expect: 100-continue</c> (RFC 9110 §10.1.1) tells
/// when the server has decided on the headers and waits for the body.
/// </summary>
internal sealed class HalfSentRequest : IAsyncDisposable
{
    private readonly SslStream stream;
    private readonly StreamReader answers;
    private readonly byte[] rest;

    private HalfSentRequest(SslStream stream, StreamReader answers, byte[] rest)
    {
        this.stream = stream;
        this.answers = answers;
        this.rest = rest;
    }

    /// <summary>Null: it was refused on its headers.</summary>
    public static async Task<HalfSentRequest?> BeginAsync(ServerDoors doors, Owner owner, string method, string path, string type, string body)
    {
        var stream = await doors.ConnectTlsAsync("public-https", null);
        var answers = new StreamReader(stream, Encoding.ASCII);
        var bytes = Encoding.UTF8.GetBytes(body);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"{method} /{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {owner.Token.Token}\r\nContent-Type: {type}\r\n"
                + $"Content-Length: {bytes.Length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"),
            TestContext.Current.CancellationToken);
        if (await ReadLineAsync(answers, Wait.Limit) != "HTTP/1.1 100 Continue")
        {
            await stream.DisposeAsync();
            return null;
        }

        await ReadLineAsync(answers, Wait.Limit);
        await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), TestContext.Current.CancellationToken);
        return new HalfSentRequest(stream, answers, bytes[(bytes.Length / 2)..]);
    }

    /// <summary>Sends the rest; returns the status of the answer, or null if the connection ended without one.</summary>
    public async Task<int?> FinishAsync(TimeSpan limit)
    {
        try
        {
            await stream.WriteAsync(rest, TestContext.Current.CancellationToken);
        }
        catch (IOException exception)
        {
            // The server has closed; it may have answered before.
            TestContext.Current.SendDiagnosticMessage($"The rest of the body could not be sent: {exception.Message}");
        }

        try
        {
            return await ReadLineAsync(answers, limit) is { } line ? int.Parse(line.Split(' ')[1]) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static Task<string?> ReadLineAsync(StreamReader answers, TimeSpan limit) =>
        Wait.ForAsync(answers.ReadLineAsync(TestContext.Current.CancellationToken).AsTask(), "an answer to a request of which half was sent", limit);
}
