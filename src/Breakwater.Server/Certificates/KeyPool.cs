using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Breakwater.Server.Certificates;

/// <summary>
/// One key for many threads: <see cref="ECDsa"/> instances are not promised to be thread-safe, and importing a key costs more than using it.
/// At most as many instances exist as threads ever used the key at once.
/// </summary>
internal sealed class KeyPool(ECParameters parameters)
{
    private readonly ConcurrentBag<ECDsa> idle = [];

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var key = Take();
        var signature = key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        idle.Add(key);
        return signature;
    }

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var key = Take();
        var valid = key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        idle.Add(key);
        return valid;
    }

    private ECDsa Take() => idle.TryTake(out var key) ? key : ECDsa.Create(parameters);
}
