using System.Buffers.Binary;
using System.Globalization;
using Breakwater.Transparency.Encodings;

namespace Breakwater.Transparency.Notes;

/// <summary>C2SP tlog-cosignature, Format and Ed25519 signed message.</summary>
internal static class CosignedMessage
{
    public const int TimeBytes = sizeof(ulong);

    /// <summary>First line of what a cosigner signs. A plain signature over a text that begins with it could pass for a
    /// cosignature.</summary>
    public const string Header = "cosignature/v1\n";

    public static byte[] Of(string text, long seconds) =>
        Utf8Text.BytesOf(string.Create(CultureInfo.InvariantCulture, $"{Header}time {seconds}\n{text}"));

    /// <summary>Seconds since 1970, before the signature itself. Times after the year 9999 are refused.</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> signature, out long seconds)
    {
        seconds = 0;
        if (!BinaryPrimitives.TryReadInt64BigEndian(signature, out var read)
            || read < 0
            || read > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return false;
        }

        seconds = read;
        return true;
    }

    public static byte[] Join(long seconds, byte[] signature)
    {
        var joined = new byte[TimeBytes + signature.Length];
        BinaryPrimitives.WriteInt64BigEndian(joined, seconds);
        signature.CopyTo(joined, TimeBytes);
        return joined;
    }
}
