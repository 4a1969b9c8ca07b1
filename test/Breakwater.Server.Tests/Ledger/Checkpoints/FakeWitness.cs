using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Tree;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Breakwater.Server.Tests.Ledger.Checkpoints;

/// <summary>A C2SP tlog-witness on a loopback socket, with the monitoring path where it tells what it has seen. It trusts whatever log comes.</summary>
internal sealed class FakeWitness : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Cosigner cosigner = Cosigner.Generate("witness.example/w");

    private FakeWitness()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/w/add-checkpoint", AddAsync);
        app.MapGet("/w/{log}/checkpoint", Tell);
        app.MapPost("/hook", HookAsync);
    }

    public WitnessAddress Address => new(cosigner.Verifier, new Uri($"{app.Urls.Single()}/w/"));

    public Uri Webhook => new($"{app.Urls.Single()}/hook");

    /// <summary>What it cosigned last, by the hash of the origin.</summary>
    public ConcurrentDictionary<string, SignedCheckpoint> Seen { get; } = [];

    /// <summary>What the webhook got.</summary>
    public ConcurrentQueue<string> Hooked { get; } = [];

    /// <summary>Old size and number of hashes of each request, and what it was answered.</summary>
    public ConcurrentQueue<(long Old, int Proof, int Status)> Requests { get; } = [];

    /// <summary>Null: as it should; otherwise it answers everything with this status.</summary>
    public int? Broken { get; set; }

    /// <summary>It answers only once this is done.</summary>
    public Task Slow { get; set; } = Task.CompletedTask;

    public static async Task<FakeWitness> StartAsync()
    {
        var witness = new FakeWitness();
        await witness.app.StartAsync();
        return witness;
    }

    public static string HashOf(string origin) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AddAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var cut = body.IndexOf("\n\n", StringComparison.Ordinal);
        var head = body[..cut].Split('\n');
        var old = long.Parse(head[0]["old ".Length..], CultureInfo.InvariantCulture);
        Assert.True(SignedCheckpoint.TryParse(body[(cut + 2)..], out var checkpoint));
        await Slow;
        var status = Judge(old, [.. head[1..]], checkpoint);
        Requests.Enqueue((old, head.Length - 1, status));
        context.Response.StatusCode = status;
        if (status == 409)
        {
            context.Response.ContentType = "text/x.tlog.size";
            await context.Response.WriteAsync($"{SizeOf(checkpoint)}\n");
        }
        else if (status == 200)
        {
            var signature = cosigner.Cosign(checkpoint.Note, DateTimeOffset.UtcNow);
            Seen[HashOf(checkpoint.Checkpoint.Origin)] = checkpoint.With(signature);
            await context.Response.WriteAsync($"{signature}\n");
        }
    }

    private int Judge(long old, string[] proof, SignedCheckpoint checkpoint)
    {
        var hashes = proof.Select(line => TreeHash.TryParse(line, out var hash) ? hash : default).ToArray();
        return Broken is { } status ? status
            : old != SizeOf(checkpoint) ? 409
            : old > 0 && !MerkleTree.VerifyConsistency(
                old, checkpoint.Checkpoint.Size, hashes, Seen[HashOf(checkpoint.Checkpoint.Origin)].Checkpoint.Root, checkpoint.Checkpoint.Root) ? 422
            : 200;
    }

    private long SizeOf(SignedCheckpoint checkpoint) => Seen.TryGetValue(HashOf(checkpoint.Checkpoint.Origin), out var seen) ? seen.Checkpoint.Size : 0;

    private IResult Tell(string log) => Broken is { } status ? Results.StatusCode(status)
        : Seen.TryGetValue(log, out var seen) ? Results.Text(seen.ToString(), "text/plain; charset=no-such") : Results.NotFound();

    private async Task HookAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        Hooked.Enqueue(await reader.ReadToEndAsync());
        context.Response.StatusCode = Broken ?? 204;
    }
}
