using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;

namespace Breakwater.Server.Tests.Hosting.Running;

/// <summary>An answer, whole.</summary>
internal sealed record Answer(int Status, string Headers, string Body, string? ContentType, string? ETag)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string? Code => ContentType == "application/problem+json" ? Json.GetProperty("code").GetString() : null;

    /// <summary>All that a caller can tell answers apart by, the clock aside.</summary>
    public string Visible => $"{Status}\n{Headers}\n{Body}";
}

/// <summary>A person (or service) with a token.</summary>
internal sealed class Owner(ServerDoors doors, Person person, TokenIssued token)
{
    public Person Person => person;

    public TokenIssued Token => token;

    public FleetClient Client { get; } = new(doors.Public, token.Token);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/json", params (string Name, string Value)[] headers) =>
        SendAsync(doors.Public, $"Bearer {token.Token}", method, path, body, type, headers);

    public static async Task<Answer> SendAsync(
        HttpClient http, string? authorization, HttpMethod method, string path, string? body = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var content = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var all = response.Headers.Concat(response.Content.Headers).Where(h => h.Key != "Date").OrderBy(h => h.Key, StringComparer.Ordinal)
            .Select(h => $"{h.Key}: {string.Join(", ", h.Value)}");
        return new Answer(
            (int)response.StatusCode, string.Join('\n', all), content, response.Content.Headers.ContentType?.MediaType, response.Headers.ETag?.ToString());
    }
}
