using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Breakwater.Server.Gateway.Topics;

/// <summary>Unwraps documents. What one unwraps to is bounded, since some bytes of deflate can claim to be gigabytes; and so is how many of all devices are unwrapped at once.</summary>
[SuppressMessage("Design", "CA1001", Justification = "a semaphore whose wait handle nobody asks for has nothing to dispose of")]
internal sealed class DocumentDecoder
{
    /// <summary>Documents that are in memory at once; the devices of others are read more slowly. Source: what two disks write meanwhile.</summary>
    public const int AtOnce = 8;

    private readonly SemaphoreSlim places = new(AtOnce);

    /// <summary>Null: it is not what the profile says, or is larger than the limit. Otherwise the document is handed on, and forgotten when that has ended.</summary>
    /// <param name="own">The place of the device, which all its connections share.</param>
    /// <param name="closed">Ends the wait for a place; the device is gone then.</param>
    public async Task<T?> DecodeAsync<T>(
        ReadOnlySequence<byte> payload, DocumentEncoding encoding, int maximumBytes, SemaphoreSlim own, Func<byte[], Task<T>> keep, CancellationToken closed)
        where T : struct
    {
        // Its own first, so that no device has two of the places of all, or waits for a second.
        await own.WaitAsync(closed);
        try
        {
            await places.WaitAsync(closed);
            try
            {
                return Unwrap(payload.ToArray(), encoding, maximumBytes) is { } document ? await keep(document) : null;
            }
            finally
            {
                places.Release();
            }
        }
        finally
        {
            own.Release();
        }
    }

    /// <summary>Twice: first to know how much it is, so that no more than the document is ever in memory.</summary>
    private static byte[]? Unwrap(byte[] payload, DocumentEncoding encoding, int maximumBytes)
    {
        if (encoding == DocumentEncoding.Identity)
        {
            return payload.Length <= maximumBytes ? payload : null;
        }

        try
        {
            if (LengthOf(payload, encoding, maximumBytes) is not { } length)
            {
                return null;
            }

            var document = new byte[length];
            using var unwrapped = Open(payload, encoding);
            unwrapped.ReadExactly(document);
            return document;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            // The second is what zlib says where it wants a dictionary.
            return null;
        }
    }

    private static int? LengthOf(byte[] payload, DocumentEncoding encoding, int maximumBytes)
    {
        using var unwrapped = Open(payload, encoding);
        var buffer = new byte[16 * 1024];
        var length = 0;
        int read;
        while ((read = unwrapped.Read(buffer)) > 0)
        {
            if (read > maximumBytes - length)
            {
                return null;
            }

            length += read;
        }

        return length;
    }

    private static Stream Open(byte[] payload, DocumentEncoding encoding)
    {
        // Both close what they read from.
        var source = new MemoryStream(payload);
        return encoding == DocumentEncoding.Gzip ? new GZipStream(source, CompressionMode.Decompress) : new ZLibStream(source, CompressionMode.Decompress);
    }
}
