using System.Text;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Tests.Verification;
using Breakwater.Transparency.Tree;
using Breakwater.Transparency.Witnesses;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Transparency.Tests.Witnesses;

public sealed class WitnessClientTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private readonly TestLog _log = new(300);
    private FakeWitness _witness = null!;
    private WitnessClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _witness = await FakeWitness.StartAsync(_log.Signer.Verifier);
        _client = ClientOf(_witness.VerifierKey);
    }

    public async ValueTask DisposeAsync()
    {
        await _witness.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task AddCheckpoint_LogThatGrows_IsCosignedEachTime()
    {
        var old = 0;
        foreach (var size in new[] { 0, 1, 5, 5, 64, 65, 255, 256, 300, 300 })
        {
            var checkpoint = _log.Checkpoint(size);
            var answer = await AddAsync(old, checkpoint);
            Assert.Equal((WitnessOutcome.Cosigned, 200), (answer.Outcome, answer.Status));
            Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(_witness.Clock), answer.Time);
            Assert.True(checkpoint.With(answer.Cosignatures).TryCountWitnesses([_client.Witness], out var witnesses));
            Assert.Equal((1, size), (witnesses, _witness.Size));
            old = size;
            _witness.Clock += 60;
        }
    }

    [Fact]
    public async Task AddCheckpoint_AnotherOldSize_TellsTheWitnesses()
    {
        _ = await AddAsync(0, _log.Checkpoint(100));
        var conflict = await AddAsync(0, _log.Checkpoint(200));
        Assert.Equal((WitnessOutcome.SizeConflict, 100, 409), (conflict.Outcome, conflict.WitnessedSize, conflict.Status));
        Assert.Empty(conflict.Cosignatures);
        Assert.Equal(WitnessOutcome.Cosigned, (await AddAsync(conflict.WitnessedSize.GetValueOrDefault(), _log.Checkpoint(200))).Outcome);
    }

    [Fact]
    public async Task AddCheckpoint_TreeWithAnotherPast_IsInconsistent()
    {
        var forked = new TestLog(300, _log.Signer, "another");
        _ = await AddAsync(0, _log.Checkpoint(100));
        Assert.Equal((WitnessOutcome.Inconsistent, 422), Of(await AddAsync(100, forked.Checkpoint(200), forked)));
        Assert.Equal((WitnessOutcome.Inconsistent, 422), Of(await AddAsync(100, forked.Checkpoint(100), forked)));
        Assert.Equal(100, _witness.Size);
    }

    [Fact]
    public async Task AddCheckpoint_UnknownLogOrKey_IsRefused()
    {
        var stranger = new TestLog(3);
        var other = NoteSigner.Generate("example.com/other");
        Assert.Equal((WitnessOutcome.Untrusted, 403), Of(await AddAsync(0, stranger.Checkpoint(), stranger)));
        var unknown = SignedCheckpoint.Sign(new Checkpoint(other.Verifier.Name, 0, TreeHash.Empty), other);
        Assert.Equal((WitnessOutcome.UnknownLog, 404), Of(await AddAsync(0, unknown)));
    }

    [Fact]
    public async Task AddCheckpoint_SizesThatMakeNoSense_Throws()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AddAsync(-1, _log.Checkpoint(2)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AddAsync(3, _log.Checkpoint(2)));
        Assert.Equal(0, _witness.Requests);
    }

    [Fact]
    public async Task AddCheckpoint_AnswerWithForeignLines_KeepsOnlyTheWitnesss()
    {
        var foreign = Cosigner.Generate("witness.example/w2").Cosign(_log.Checkpoint().Note, DateTimeOffset.UnixEpoch.AddDays(3));
        Instead((_, sign, text) => $"{foreign}\n{sign(text)}— x AAAAAAAA\n");
        var answer = await AddAsync(0, _log.Checkpoint());
        Assert.Equal(WitnessOutcome.Cosigned, answer.Outcome);
        Assert.Equal(FakeWitness.Name, Assert.Single(answer.Cosignatures).Name);
    }

    [Fact]
    public async Task AddCheckpoint_AnswerThatProvesNothing_IsABadAnswer()
    {
        (string Case, Func<HttpContext, Func<string, string>, string, string> Answer)[] answers =
        [
            ("nothing", (_, _, _) => ""),
            ("a page", (_, _, _) => "<html>"),
            ("no newline at the end", (_, sign, text) => sign(text).TrimEnd('\n')),
            ("another text", (_, sign, text) => sign(text.Replace("300", "301", StringComparison.Ordinal))),
            ("one good and one bad line", (_, sign, text) => sign(text) + sign("other\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")),
            ("lines of others only", (_, _, _) => "— x AAAAAAAA\n"),
            ("a line that is none", (_, sign, text) => sign(text) + "thank you\n"),
            ("a text of its own, signed", (_, sign, text) => "more\n\n" + sign(text + "\nmore\n")),
            ("an extension of its own, signed", (_, sign, text) => "\n" + sign(text + "\n")),
            ("no UTF-8", (c, sign, text) => sign(text) + "— \ud800 AAAAAAAA\n"),
            ("too many lines", (_, sign, text) => sign(text) + string.Concat(Enumerable.Repeat("— x AAAAAAAA\n", 64))),
            ("too long", (_, sign, text) => sign(text) + string.Concat(Enumerable.Repeat($"— x {new string('A', 8000)}\n", 9))),
            ("a size that is none", (c, _, _) => Conflict(c, "12")),
            ("a size with a space", (c, _, _) => Conflict(c, " 12\n")),
            ("a size with a leading zero", (c, _, _) => Conflict(c, "012\n")),
            ("a negative size", (c, _, _) => Conflict(c, "-12\n")),
            ("a size beyond all trees", (c, _, _) => Conflict(c, "9223372036854775808\n")),
            ("a size of another type", (c, _, _) => Conflict(c, "12\n", "text/plain")),
            ("a size without end", (c, _, _) => Conflict(c, new string('1', 100_000) + "\n")),
        ];
        foreach (var (name, answer) in answers)
        {
            Instead(answer);
            var result = await AddAsync(0, _log.Checkpoint());
            Assert.True(result.Outcome == WitnessOutcome.BadAnswer, $"{name}: {result}");
            Assert.True(result.Cosignatures.Count == 0 && result.WitnessedSize is null, name);
        }
    }

    [Fact]
    public async Task AddCheckpoint_CosignatureWithoutATime_IsABadAnswer()
    {
        _witness.Clock = 0;
        Assert.Equal(WitnessOutcome.BadAnswer, (await AddAsync(0, _log.Checkpoint())).Outcome);
    }

    [Fact]
    public async Task AddCheckpoint_AnotherWitnesssKey_IsABadAnswer()
    {
        var impostor = ClientOf(Cosigner.Generate(FakeWitness.Name).Verifier.ToString());
        var answer = await impostor.AddCheckpointAsync(0, NoProof, _log.Checkpoint(), default);
        Assert.Equal(WitnessOutcome.BadAnswer, answer.Outcome);
    }

    [Theory]
    [InlineData(400, WitnessOutcome.Refused)]
    [InlineData(429, WitnessOutcome.Refused)]
    [InlineData(500, WitnessOutcome.Refused)]
    [InlineData(204, WitnessOutcome.Refused)]
    [InlineData(403, WitnessOutcome.Untrusted)]
    [InlineData(404, WitnessOutcome.UnknownLog)]
    [InlineData(422, WitnessOutcome.Inconsistent)]
    public async Task AddCheckpoint_OtherStatus_IsItsOutcome(int status, WitnessOutcome outcome)
    {
        _witness.Instead = (context, _, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        Assert.Equal((outcome, status), Of(await AddAsync(0, _log.Checkpoint())));
    }

    [Fact]
    public async Task AddCheckpoint_ConnectionCutWithinTheAnswer_IsUnreachable()
    {
        _witness.Instead = async (context, sign, text) =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync(sign(text));
            await context.Response.Body.FlushAsync();
            context.Abort();
        };
        Assert.Equal(WitnessOutcome.Unreachable, (await AddAsync(0, _log.Checkpoint())).Outcome);
    }

    [Fact]
    public async Task AddCheckpoint_NobodyThere_IsUnreachable()
    {
        await _witness.DisposeAsync();
        Assert.Equal(new WitnessAnswer(WitnessOutcome.Unreachable).Outcome, (await AddAsync(0, _log.Checkpoint())).Outcome);
    }

    [Fact]
    public async Task AddCheckpoint_NoAnswerInTime_IsUnreachable()
    {
        var ended = new TaskCompletionSource();
        _witness.Instead = (context, _, _) =>
        {
            context.RequestAborted.Register(ended.SetResult);
            return ended.Task;
        };
        _http.Timeout = TimeSpan.FromMilliseconds(200);
        Assert.Equal(WitnessOutcome.Unreachable, (await AddAsync(0, _log.Checkpoint())).Outcome);
        await ended.Task;
    }

    [Fact]
    public async Task AddCheckpoint_CallerGivesUp_Throws()
    {
        using var source = new CancellationTokenSource();
        _witness.Instead = async (context, _, _) =>
        {
            await source.CancelAsync();
            var ended = new TaskCompletionSource();
            context.RequestAborted.Register(ended.SetResult);
            await ended.Task;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _client.AddCheckpointAsync(0, NoProof, _log.Checkpoint(), source.Token));
    }

    [Fact]
    public async Task AddCheckpoint_ProofThatCannotBeMade_ComesOut()
    {
        _ = await AddAsync(0, _log.Checkpoint(5));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _client.AddCheckpointAsync(5, NoProof, _log.Checkpoint(), default));
    }

    private static ValueTask<IReadOnlyList<TreeHash>> NoProof(long oldSize, long newSize, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("No proof was needed.");

    private static string Conflict(HttpContext context, string body, string type = "text/x.tlog.size")
    {
        context.Response.StatusCode = 409;
        context.Response.ContentType = type;
        return body;
    }

    private static (WitnessOutcome, int?) Of(WitnessAnswer answer) => (answer.Outcome, answer.Status);

    private WitnessClient ClientOf(string verifierKey) => NoteVerifier.TryParse(verifierKey, out var key)
        ? new WitnessClient(_http, _witness.Prefix, key)
        : throw new InvalidOperationException("The witness's key is not readable.");

    private void Instead(Func<HttpContext, Func<string, string>, string, string> answer) =>
        _witness.Instead = (context, sign, text) => context.Response.Body.WriteAsync(Bytes(answer(context, sign, text))).AsTask();

    /// <summary>Half a character becomes a byte that is none.</summary>
    private static byte[] Bytes(string text)
    {
        var parts = text.Split('\ud800').Select(Encoding.UTF8.GetBytes);
        return parts.Aggregate((before, after) => [.. before, 0xff, .. after]);
    }

    private Task<WitnessAnswer> AddAsync(long oldSize, SignedCheckpoint checkpoint, TestLog? log = null)
    {
        ConsistencyProver prove = (old, size, _) =>
            ValueTask.FromResult<IReadOnlyList<TreeHash>>((log ?? _log).Consistency((int)old, (int)size));
        return _client.AddCheckpointAsync(oldSize, prove, checkpoint, default);
    }
}
