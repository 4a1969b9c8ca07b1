using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Receipts;
using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Breakwater.Server.Tests.Cli;

/// <summary>A ledger behind an admin socket, whose entries the test says, and which lies where the test wants it to.</summary>
internal sealed class FakeLedger : IAsyncDisposable
{
    public const string Origin = "breakwater/ledger/test";

    private readonly string folder = Directory.CreateTempSubdirectory("bw-").FullName;
    private readonly Dictionary<(int Level, long Index), TreeHash> nodes = [];
    private readonly WebApplication app;

    private FakeLedger(NoteSigner? signer)
    {
        Signer = signer ?? NoteSigner.Generate(Origin);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(Path.Combine(folder, "admin.sock")));
        app = builder.Build();
        Client = new AdminClient(Path.Combine(folder, "admin.sock"));
    }

    public NoteSigner Signer { get; }

    public AdminClient Client { get; }

    public List<byte[]> Entries { get; } = [];

    /// <summary>Names of pseudonyms.</summary>
    public Dictionary<string, string> Names { get; } = [];

    public List<Person> Owners { get; } = [];

    /// <summary>The answer to any question about reach, without its question.</summary>
    public ReachReport Reach { get; set; } = new(new LedgerQuestion(LedgerSubjectKind.Principal, "nobody"), 0, 0, 0, [], false, false);

    /// <summary>Which entries a question is about.</summary>
    public Func<LedgerEntry<SubjectId>, bool> IsAsked { get; set; } = _ => true;

    /// <summary>What is sent instead of a tile; null: it is not there.</summary>
    public Func<string, byte[]?, byte[]?> Tamper { get; set; } = (_, bytes) => bytes;

    public Func<string, string> TamperReceipt { get; set; } = receipt => receipt;

    public string? NotSigning { get; set; }

    public bool Zips { get; set; }

    public List<string> Fetched { get; } = [];

    public static async Task<FakeLedger> StartAsync(NoteSigner? signer = null)
    {
        var ledger = new FakeLedger(signer);
        ledger.Map();
        await ledger.app.StartAsync(TestContext.Current.CancellationToken);
        return ledger;
    }

    public void Add(LedgerEntry<SubjectId> entry)
    {
        var output = new ArrayBufferWriter<byte>();
        EntryJson.Write(output, entry);
        Entries.Add(output.WrittenSpan.ToArray());
    }

    /// <summary>Adds entries that are no entries of the ledger, where only their hashes matter.</summary>
    public void AddBytes(int count, string flavour = "entry")
    {
        for (var i = 0; i < count; i++)
        {
            Entries.Add(System.Text.Encoding.UTF8.GetBytes($"{flavour} {Entries.Count}"));
        }
    }

    public SignedCheckpoint Checkpoint() => SignedCheckpoint.Sign(new Checkpoint(Signer.Verifier.Name, Entries.Count, MerkleTree.Root(Entries.Count, Node)), Signer);

    public Receipt Receipt(long entry) => new(entry, MerkleTree.ProveInclusion(entry, Entries.Count, Node), Checkpoint(), Entries[(int)entry]);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private TreeHash Node(int level, long index)
    {
        if (level == 0)
        {
            return TreeHash.OfLeaf(Entries[(int)index]);
        }

        if (!nodes.TryGetValue((level, index), out var hash))
        {
            nodes[(level, index)] = hash = TreeHash.OfNode(Node(level - 1, 2 * index), Node(level - 1, (2 * index) + 1));
        }

        return hash;
    }

    private void Map()
    {
        app.MapGet("/admin/v1/owners", () => Results.Json(new Page<Person>(Owners, null), ContractsJson.Default.PagePerson));
        app.MapGet("/admin/v1/ledger/status", () => Results.Json(
            new LedgerStatus(Origin, [Signer.Verifier.ToString()], Entries.Count, Entries.Count, 0, NotSigning, 0, 0, 0, 0, null), ContractsJson.Default.LedgerStatus));
        app.MapGet("/admin/v1/ledger/checkpoint", () => Results.Text(Checkpoint().ToString()));
        app.MapGet("/admin/v1/ledger/reach", (string kind, string of, DateTimeOffset? since, DateTimeOffset? until) => Results.Json(
            Reach with { Question = new LedgerQuestion(Enum.Parse<LedgerSubjectKind>(kind, ignoreCase: true), of, since, until) }, ContractsJson.Default.ReachReport));
        app.MapGet("/admin/v1/ledger/entries", List);
        app.MapGet("/admin/v1/ledger/entries/{entry:long}", (long entry) => Results.Json(View(entry, receipts: false), ContractsJson.Default.LedgerEntryView));
        app.MapGet("/admin/v1/ledger/tile/{**path}", Tile);
    }

    private IResult List(string? of, string order, bool receipts, string? cursor, int limit)
    {
        var newest = order == "newest";
        long? given = cursor is null ? null : long.Parse(cursor, CultureInfo.InvariantCulture);
        var all = Enumerable.Range(0, Entries.Count).Where(n => of is null || IsAsked(EntryJson.Read(Entries[n])));
        var numbers = newest ? all.Reverse().Where(n => n < (given ?? long.MaxValue)) : all.Where(n => n >= (given ?? 0));
        var page = numbers.Take(limit).ToArray();
        var next = page.Length < limit ? null : (newest ? page[^1] : page[^1] + 1).ToString(CultureInfo.InvariantCulture);
        return Results.Json(new Page<LedgerEntryView>([.. page.Select(n => View(n, receipts))], next), ContractsJson.Default.PageLedgerEntryView);
    }

    private LedgerEntryView View(long number, bool receipts)
    {
        var entry = EntryJson.Read(Entries[(int)number]);
        return new LedgerEntryView(
            number,
            JsonElement.Parse(Entries[(int)number]),
            Name(entry.Actor?.ToString()),
            Name(entry.Credential?.ToString()),
            Name(entry.Source?.ToString()),
            Name(entry.About?.ToString()),
            null,
            receipts ? TamperReceipt(Receipt(number).ToString()) : null);
    }

    private string? Name(string? pseudonym) => pseudonym is null ? null : Names.GetValueOrDefault(pseudonym);

    private IResult Tile(string path, HttpContext http)
    {
        lock (Fetched)
        {
            Fetched.Add($"tile/{path}");
        }

        var bytes = Tamper($"tile/{path}", TileAddress.TryParse($"tile/{path}", out var tile) ? Content(tile) : null);
        if (bytes is null)
        {
            return Results.NotFound();
        }

        if (!Zips || !tile.IsEntries)
        {
            return Results.Bytes(bytes);
        }

        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        http.Response.Headers.ContentEncoding = "gzip";
        return Results.Bytes(zipped.ToArray());
    }

    private byte[]? Content(TileAddress tile)
    {
        var first = tile.Index * TileAddress.FullWidth;
        if ((first + tile.Width) << (8 * tile.Level) > Entries.Count)
        {
            return null;
        }

        if (!tile.IsEntries)
        {
            return [.. Enumerable.Range(0, tile.Width).SelectMany(i => Node(8 * tile.Level, first + i).ToArray())];
        }

        var bundle = new ArrayBufferWriter<byte>();
        foreach (var entry in Entries.Skip((int)first).Take(tile.Width))
        {
            EntryBundle.Append(bundle, entry);
        }

        return bundle.WrittenSpan.ToArray();
    }
}
