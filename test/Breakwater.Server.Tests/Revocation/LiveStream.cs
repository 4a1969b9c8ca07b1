using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>One request for what happens on a device: everything that it brought, until either side ended it.</summary>
internal sealed partial class LiveStream : IDisposable
{
    private readonly StringBuilder brought = new();
    private readonly CancellationTokenSource closed = new();
    private readonly TaskCompletionSource<int> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LiveStream()
    {
    }

    /// <summary>Of the answer; 0: the connection ended before.</summary>
    public int Status { get; private set; }

    /// <summary>The server refused, or ended what it had begun.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Returns once it is answered.</summary>
    public static async Task<LiveStream> OpenAsync(HttpClient http, string token, DeviceId device)
    {
        var stream = new LiveStream();
        stream.Ended = stream.ReadAsync(http, token, device, stream.closed.Token);
        stream.Status = await stream.answered.Task;
        return stream;
    }

    public bool Brought(string text)
    {
        lock (brought)
        {
            return brought.ToString().Contains(text, StringComparison.Ordinal);
        }
    }

    /// <summary>When what it brought had happened, by the server's clock.</summary>
    public IReadOnlyList<DateTimeOffset> Times()
    {
        lock (brought)
        {
            return [.. HappenedAt().Matches(brought.ToString()).Select(m => DateTimeOffset.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
        }
    }

    /// <summary>The client goes away.</summary>
    public void Dispose()
    {
        closed.Cancel();
        closed.Dispose();
    }

    [GeneratedRegex("\"at\":\"([^\"]+)\"")]
    private static partial Regex HappenedAt();

    /// <summary>Over HTTP/2, where a stream costs neither side a connection.</summary>
    private async Task ReadAsync(HttpClient http, string token, DeviceId device, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/devices/{device}/live")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            answered.TrySetResult((int)response.StatusCode);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                Add(line);
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // Aborted, by either side, is ended, too.
            Add(exception.Message);
        }

        answered.TrySetResult(0);
    }

    private void Add(string line)
    {
        lock (brought)
        {
            brought.AppendLine(line);
        }
    }
}
