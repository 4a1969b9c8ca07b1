using System.Net;
using System.Net.Http.Headers;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Encodings;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Witnesses;

/// <summary>Asks one witness to cosign checkpoints (C2SP tlog-witness). Whatever the witness answers, and that it does not, is a
/// value.</summary>
/// <param name="http">Its timeout bounds a request.</param>
/// <param name="submissionPrefix">Where the witness takes checkpoints.</param>
/// <param name="witness">The witness's cosignature key.</param>
public sealed class WitnessClient(HttpClient http, Uri submissionPrefix, NoteVerifier witness)
{
    /// <summary>Bytes of the longest answer that is read: as many signatures as a note may have.</summary>
    public const int MaxAnswerBytes = SignedNote.MaxBytes;

    private readonly Uri _address = new($"{submissionPrefix.AbsoluteUri.TrimEnd('/')}/add-checkpoint");

    public NoteVerifier Witness => witness;

    /// <param name="oldSize">Size of the checkpoint that the witness cosigned last; 0 if that is not known.</param>
    /// <param name="prove">What it throws comes out of here.</param>
    /// <param name="checkpoint">A checkpoint that the log signed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The old size is negative or above that of the checkpoint.</exception>
    /// <exception cref="OperationCanceledException">The caller does not want to wait any longer.</exception>
    public async Task<WitnessAnswer> AddCheckpointAsync(
        long oldSize, ConsistencyProver prove, SignedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var newSize = checkpoint.Checkpoint.Size;
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        var proof = oldSize == 0 || oldSize == newSize ? [] : await prove(oldSize, newSize, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = Body(oldSize, proof, checkpoint) };
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var body = response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict
                ? await BoundedBody.ReadAsync(response.Content, MaxAnswerBytes, cancellationToken)
                : null;
            return Answer(response, body, checkpoint.Note) with { Status = (int)response.StatusCode };
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new WitnessAnswer(WitnessOutcome.Unreachable);
        }
    }

    private static ByteArrayContent Body(long oldSize, IReadOnlyList<TreeHash> proof, SignedCheckpoint checkpoint)
    {
        var content = new ByteArrayContent(Utf8Text.BytesOf(AddCheckpointText.Format(oldSize, proof, checkpoint)));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        return content;
    }

    private WitnessAnswer Answer(HttpResponseMessage response, byte[]? body, SignedNote note) => response.StatusCode switch
    {
        HttpStatusCode.OK => CosignatureAnswer.Read(body, note, witness),
        HttpStatusCode.Conflict => ConflictAnswer.Read(body, response.Content.Headers.ContentType),
        HttpStatusCode.Forbidden => new WitnessAnswer(WitnessOutcome.Untrusted),
        HttpStatusCode.NotFound => new WitnessAnswer(WitnessOutcome.UnknownLog),
        HttpStatusCode.UnprocessableEntity => new WitnessAnswer(WitnessOutcome.Inconsistent),
        _ => new WitnessAnswer(WitnessOutcome.Refused),
    };
}
