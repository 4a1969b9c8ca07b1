using System.Globalization;
using System.Net.Http.Headers;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Storage;
using Breakwater.Transparency;

namespace Breakwater.Server.Ledger.Checkpoints;

/// <summary>
/// Sends each checkpoint to where it is out of this machine's hands: a file, a webhook, witnesses. What cannot be sent now is overtaken by the next checkpoint;
/// an outage is logged once when it begins.
/// </summary>
internal sealed class CheckpointCopies : IAsyncDisposable
{
    private readonly CheckpointSigner signer;
    private readonly LedgerStore store;
    private readonly LedgerOptions options;
    private readonly string? file;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 64 * 1024 };
    private readonly Dictionary<string, string> outages = [];
    private readonly Dictionary<WitnessAddress, long> witnessed = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;
    private Checkpoint? sent;

    /// <param name="file">Null: no file.</param>
    public CheckpointCopies(CheckpointSigner signer, LedgerStore store, LedgerOptions options, string? file, TimeProvider time, ILogger logger)
    {
        this.signer = signer;
        this.store = store;
        this.options = options;
        this.file = file;
        this.time = time;
        this.logger = logger;
        running = RunAsync();
    }

    /// <summary>Null: there is none.</summary>
    public static string? FileOf(DataFolder data, LedgerOptions options) =>
        options.CheckpointCopy is null ? $"{Path.TrimEndingDirectorySeparator(data.Path)}.checkpoint"
        : options.CheckpointCopy.Length == 0 ? null
        : options.CheckpointCopy;

    /// <summary>Sends the latest checkpoint, if it has not been sent.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (signer.Latest is not { } latest || latest.Checkpoint == sent)
        {
            return;
        }

        sent = latest.Checkpoint;
        foreach (var witness in options.Witnesses)
        {
            await AskAsync(witness, latest, cancellationToken);
        }

        latest = signer.Latest is { } cosigned && cosigned.Checkpoint == latest.Checkpoint ? cosigned : latest;
        if (file is not null)
        {
            await TryAsync(file, () =>
            {
                DurableFile.Write(file, latest.ToString(), DurableFile.Public);
                return Task.CompletedTask;
            });
        }

        if (options.CheckpointWebhook is { } url)
        {
            await TryAsync(url.ToString(), async () =>
            {
                using var content = new StringContent(latest.ToString(), new MediaTypeHeaderValue("text/plain", "utf-8"));
                using var answer = await http.PostAsync(url, content, cancellationToken);
                answer.EnsureSuccessStatusCode();
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        http.Dispose();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(options.CheckpointInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                await SendAsync(stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The last checkpoint is sent by whoever closes the ledger.
        }
    }

    private async Task AskAsync(WitnessAddress witness, SignedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var client = new WitnessClient(http, witness.Url, witness.Key);
        var old = Math.Min(witnessed.GetValueOrDefault(witness), checkpoint.Checkpoint.Size);
        var answer = await client.AddCheckpointAsync(old, ProveAsync, checkpoint, cancellationToken);
        if (answer is { Outcome: WitnessOutcome.SizeConflict, WitnessedSize: { } size } && size <= checkpoint.Checkpoint.Size)
        {
            answer = await client.AddCheckpointAsync(size, ProveAsync, checkpoint, cancellationToken);
        }

        if (answer.Outcome == WitnessOutcome.Cosigned)
        {
            witnessed[witness] = checkpoint.Checkpoint.Size;
            outages.Remove(witness.Url.ToString());
            signer.AddCosignatures((signer.Latest ?? checkpoint).With([.. answer.Cosignatures]));
            return;
        }

        if (answer.Outcome is WitnessOutcome.SizeConflict or WitnessOutcome.Inconsistent
            && await WitnessMemory.ReadAsync(http, witness, checkpoint.Checkpoint.Origin, cancellationToken) is { } seen)
        {
            // Only a checkpoint that we signed ourselves is evidence; a witness's word alone stops nothing.
            signer.Compare(seen, $"At the witness {witness.Key.Name}");
        }

        if (outages.TryAdd(witness.Url.ToString(), answer.Outcome.ToString()))
        {
            LedgerEvents.NotWitnessed(logger, witness.Key.Name, checkpoint.Checkpoint.Size, $"{answer.Outcome} {answer.Status}".TrimEnd());
        }
    }

    private ValueTask<IReadOnlyList<TreeHash>> ProveAsync(long oldSize, long newSize, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<TreeHash>>(MerkleTree.ProveConsistency(oldSize, newSize, store.Node));

    private async Task TryAsync(string target, Func<Task> send)
    {
        try
        {
            await send();
            outages.Remove(target);
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
