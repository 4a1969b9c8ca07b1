using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Tree;
using Breakwater.Transparency.Witnesses;

namespace Breakwater.Server.Ledger.Checkpoints;

/// <summary>
/// Sends each checkpoint to where it is out of this machine's hands: a file, witnesses, a webhook. What cannot be sent is tried again until the next checkpoint
/// overtakes it; an outage is logged once when it begins.
/// </summary>
internal sealed class CheckpointCopies : IAsyncDisposable
{
    /// <summary>For what is sent while the server stops.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CheckpointSigner signer;
    private readonly LedgerStore store;
    private readonly LedgerOptions options;
    private readonly string? file;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 64 * 1024 };
    private readonly ConcurrentDictionary<string, string> outages = [];
    private readonly ConcurrentDictionary<string, Checkpoint> told = [];
    private readonly ConcurrentDictionary<WitnessAddress, long> witnessed = [];
    private readonly Rounds rounds;
    private string? written;

    /// <param name="file">Null: no file.</param>
    public CheckpointCopies(CheckpointSigner signer, LedgerStore store, LedgerOptions options, string? file, TimeProvider time, ILogger logger)
    {
        this.signer = signer;
        this.store = store;
        this.options = options;
        this.file = file;
        this.time = time;
        this.logger = logger;
        rounds = new Rounds(options.CheckpointInterval, time, SendAsync, Failed);
    }

    /// <summary>Null: there is none.</summary>
    public static string? FileOf(DataFolder data, LedgerOptions options) =>
        options.CheckpointCopy is null ? $"{Path.TrimEndingDirectorySeparator(data.Path)}.checkpoint"
        : options.CheckpointCopy.Length == 0 ? null
        : options.CheckpointCopy;

    /// <summary>Sends the latest checkpoint to whoever does not have it. Not for several threads at once.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (signer.Latest is not { } latest)
        {
            return;
        }

        // The file first: it tells a restored backup, and waits for no witness.
        await WriteAsync(latest);
        await Task.WhenAll(options.Witnesses.Where(w => !IsTold(w.Url, latest)).Select(w => AskAsync(w, latest, cancellationToken)));
        latest = signer.Latest is { } cosigned && cosigned.Checkpoint == latest.Checkpoint ? cosigned : latest;
        await WriteAsync(latest);
        if (options.CheckpointWebhook is { } url && !IsTold(url, latest))
        {
            await TryAsync(url.ToString(), async () =>
            {
                using var content = new StringContent(latest.ToString(), new MediaTypeHeaderValue("text/plain", "utf-8"));
                using var answer = await http.PostAsync(url, content, cancellationToken);
                answer.EnsureSuccessStatusCode();
                told[url.ToString()] = latest.Checkpoint;
            });
        }
    }

    /// <summary>Sends the last checkpoint, and stops.</summary>
    public async Task FinishAsync()
    {
        await rounds.DisposeAsync();
        using var patience = new CancellationTokenSource(Patience, time);
        await new GuardedStep(Failed).RunAsync(() => SendAsync(patience.Token), patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await rounds.DisposeAsync();
        http.Dispose();
    }

    private void Failed(Exception exception) => LedgerEvents.CopyFailed(logger, "those who get it", exception.Message);

    private bool IsTold(Uri target, SignedCheckpoint checkpoint) => told.GetValueOrDefault(target.ToString()) == checkpoint.Checkpoint;

    private async Task WriteAsync(SignedCheckpoint checkpoint)
    {
        if (file is not null && checkpoint.ToString() is var text && text != written)
        {
            await TryAsync(file, () =>
            {
                DurableFile.Write(file, text, DurableFile.Public);
                written = text;
                return Task.CompletedTask;
            });
        }
    }

    private async Task AskAsync(WitnessAddress witness, SignedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var client = new WitnessClient(http, witness.Url, witness.Key);
        var target = witness.Url.ToString();
        string reason;
        try
        {
            var old = Math.Min(witnessed.GetValueOrDefault(witness), checkpoint.Checkpoint.Size);
            var answer = await client.AddCheckpointAsync(old, ProveAsync, checkpoint, cancellationToken);
            if (answer is { Outcome: WitnessOutcome.SizeConflict, WitnessedSize: { } size } && size <= checkpoint.Checkpoint.Size)
            {
                answer = await client.AddCheckpointAsync(size, ProveAsync, checkpoint, cancellationToken);
            }

            if (answer.Outcome == WitnessOutcome.Cosigned)
            {
                witnessed[witness] = checkpoint.Checkpoint.Size;
                told[target] = checkpoint.Checkpoint;
                outages.TryRemove(target, out _);
                signer.AddCosignatures(checkpoint.Checkpoint, answer.Cosignatures);
                return;
            }

            reason = $"{answer.Outcome} {answer.Status}".TrimEnd();
            if (answer.Outcome != WitnessOutcome.Unreachable)
            {
                // To the same question it would answer the same.
                told[target] = checkpoint.Checkpoint;
            }

            if (answer.Outcome is WitnessOutcome.SizeConflict or WitnessOutcome.Inconsistent
                && await WitnessMemory.ReadAsync(http, witness, checkpoint.Checkpoint.Origin, cancellationToken) is { } seen)
            {
                // Only a checkpoint that we signed ourselves is evidence; a witness's word alone stops nothing.
                signer.Compare(seen, $"At the witness {witness.Key.Name}");
            }
        }
        catch (Exception exception) when (exception is LedgerDamagedException or SegmentAwayException or IOException)
        {
            // What it has seen last ends in a segment that is pruned or damaged: nothing can be proven from there.
            told[target] = checkpoint.Checkpoint;
            reason = exception.Message;
        }

        if (outages.TryAdd(target, reason))
        {
            LedgerEvents.NotWitnessed(logger, witness.Key.Name, checkpoint.Checkpoint.Size, reason);
        }
    }

    private ValueTask<IReadOnlyList<TreeHash>> ProveAsync(long oldSize, long newSize, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<TreeHash>>(MerkleTree.ProveConsistency(oldSize, newSize, store.Node));

    private async Task TryAsync(string target, Func<Task> send)
    {
        try
        {
            await send();
            outages.TryRemove(target, out _);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            if (outages.TryAdd(target, exception.Message))
            {
                LedgerEvents.CopyFailed(logger, target, exception.Message);
            }
        }
    }
}
