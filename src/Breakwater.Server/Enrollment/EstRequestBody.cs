using System.Buffers;
using System.Buffers.Text;
using Microsoft.Net.Http.Headers;

namespace Breakwater.Server.Enrollment;

/// <summary>
/// The body of an enrolment: base64 of the DER encoding (RFC 8951 §3.1), with CR, LF, space and tab anywhere, and any Content-Transfer-Encoding ignored.
/// </summary>
internal static class EstRequestBody
{
    /// <returns>The decoded bytes, or the answer that refuses it.</returns>
    public static async ValueTask<(ReadOnlyMemory<byte> Der, EstAnswer? Refused)> ReadAsync(HttpRequest request, int largest)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/pkcs10", StringComparison.OrdinalIgnoreCase))
        {
            return (default, EstAnswer.WrongMediaType);
        }

        if (request.ContentLength > largest)
        {
            return (default, EstAnswer.TooLarge);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(largest + 1);
        try
        {
            var length = await request.Body.ReadAtLeastAsync(
                buffer.AsMemory(0, largest + 1), largest + 1, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
            return length > largest ? (default, EstAnswer.TooLarge) : Decode(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static (ReadOnlyMemory<byte> Der, EstAnswer? Refused) Decode(ReadOnlySpan<byte> body)
    {
        var der = new byte[Base64.GetMaxDecodedFromUtf8Length(body.Length)];

        // Skips the four white space characters, and only those.
        return Base64.DecodeFromUtf8(body, der, out var consumed, out var written) == OperationStatus.Done && consumed == body.Length && written > 0
            ? (der.AsMemory(0, written), null)
            : (default, EstAnswer.NotBase64);
    }
}
