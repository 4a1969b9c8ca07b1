using System.IO.Compression;

namespace Breakwater.Server.Gateway.Topics;

/// <summary>Unwraps a document. What it unwraps to is bounded: some bytes of deflate can claim to be gigabytes.</summary>
internal static class DocumentDecoder
{
    /// <summary>Null: it is not what the profile says, or is larger than the limit.</summary>
    public static byte[]? Decode(byte[] payload, DocumentEncoding encoding, int maximumBytes)
    {
        if (encoding == DocumentEncoding.Identity)
        {
            return payload.Length <= maximumBytes ? payload : null;
        }

        try
        {
            using var source = new MemoryStream(payload);
            using Stream unwrapped = encoding == DocumentEncoding.Gzip
                ? new GZipStream(source, CompressionMode.Decompress)
                : new ZLibStream(source, CompressionMode.Decompress);
            var target = new MemoryStream();
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = unwrapped.Read(buffer)) > 0)
            {
                target.Write(buffer.AsSpan(0, read));
                if (target.Length > maximumBytes)
                {
                    return null;
                }
            }

            return target.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
