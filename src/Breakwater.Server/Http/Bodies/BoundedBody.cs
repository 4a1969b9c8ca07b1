using System.Net.Http.Headers;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Http.Answers;

namespace Breakwater.Server.Http.Bodies;

/// <summary>A request body of at most so many bytes and of a known media type, or the problem that it is.</summary>
internal sealed record BoundedBody(byte[] Bytes, ProblemAnswer? Problem)
{
    public static async Task<BoundedBody> ReadAsync(HttpContext http, int maximumBytes, string[] mediaTypes)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !mediaTypes.Contains(type.MediaType, StringComparer.OrdinalIgnoreCase))
        {
            return new BoundedBody([], new ProblemAnswer(ProblemCodes.UnsupportedMediaType, $"Send {string.Join(" or ", mediaTypes)}."));
        }

        var tooLarge = new BoundedBody([], new ProblemAnswer(ProblemCodes.TooLarge, $"At most {maximumBytes} bytes."));
        if (http.Request.ContentLength > maximumBytes)
        {
            return tooLarge;
        }

        var body = new MemoryStream();
        var buffer = new byte[Math.Min(maximumBytes + 1, 16 * 1024)];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            body.Write(buffer.AsSpan(0, read));
            if (body.Length > maximumBytes)
            {
                return tooLarge;
            }
        }

        return new BoundedBody(body.ToArray(), null);
    }
}
