using System.Security.Cryptography;
using System.Text;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;

namespace Breakwater.Server.Ledger.Checkpoints;

/// <summary>What a witness saw of this log last (C2SP tlog-witness, Monitor Retrieval Mechanism), where it tells.</summary>
internal static class WitnessMemory
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks all witnesses at once, at the start, before anything is signed. One that does not answer in time is not waited for.</summary>
    public static async Task<IReadOnlyList<(string Where, SignedCheckpoint Seen)>> ReadAllAsync(
        IReadOnlyList<WitnessAddress> witnesses, string origin, TimeProvider time, CancellationToken cancellationToken)
    {
        if (witnesses.Count == 0)
        {
            return [];
        }

        using var http = new HttpClient { MaxResponseContentBufferSize = SignedNote.MaxBytes };
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var seen = await Task.WhenAll(witnesses.Select(async w => (Where: $"At the witness {w.Key.Name}", Seen: await ReadAsync(http, w, origin, either.Token))));
        cancellationToken.ThrowIfCancellationRequested();
        return [.. seen.Where(s => s.Seen is not null).Select(s => (s.Where, s.Seen!))];
    }

    /// <summary>Null: it does not know the log, does not tell, or cannot be reached.</summary>
    public static async Task<SignedCheckpoint?> ReadAsync(HttpClient http, WitnessAddress witness, string origin, CancellationToken cancellationToken)
    {
        var log = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)));
        try
        {
            // Bytes: a charset that the witness makes up is no reason to fall over.
            var text = await http.GetByteArrayAsync(new Uri($"{witness.Url.AbsoluteUri.TrimEnd('/')}/{log}/checkpoint"), cancellationToken);
            return SignedCheckpoint.TryParse(text, out var seen) ? seen : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
