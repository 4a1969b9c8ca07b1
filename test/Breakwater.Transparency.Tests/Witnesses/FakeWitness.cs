using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Transparency.Notes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Breakwater.Transparency.Tests.Witnesses;

/// <summary>A witness of one log on a real socket. It follows C2SP tlog-witness with code of its own, nothing of the library's.</summary>
internal sealed class FakeWitness : IAsyncDisposable
{
    public const string Name = "witness.example/w1";

    private readonly byte[] _seed = RandomNumberGenerator.GetBytes(32);
    private readonly WebApplication _app;
    private readonly string _origin;
    private readonly byte[] _logKey;
    private readonly byte[] _logKeyId;

    private FakeWitness(NoteVerifier log)
    {
        _origin = log.Name;
        _logKey = log.PublicKey.ToArray();
        _logKeyId = SHA256.HashData([.. Encoding.UTF8.GetBytes(_origin), 10, 1, .. _logKey])[..4];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/w/add-checkpoint", AnswerAsync);
    }

    public Uri Prefix => new($"{_app.Urls.Single()}/w/");

    public string VerifierKey
    {
        get
        {
            byte[] typed = [4, .. PublicKey()];
            var id = SHA256.HashData([.. Encoding.UTF8.GetBytes(Name), 10, .. typed])[..4];
            return $"{Name}+{Convert.ToHexStringLower(id)}+{Convert.ToBase64String(typed)}";
        }
    }

    public long Size { get; private set; }

    public string Root { get; private set; } = "";

    public long Clock { get; set; } = 1_700_000_000;

    public int Requests { get; private set; }

    /// <summary>Answers instead of the protocol, with what the witness would sign for the text that came.</summary>
    public Func<HttpContext, Func<string, string>, string, Task>? Instead { get; set; }

    public static async Task<FakeWitness> StartAsync(NoteVerifier log)
    {
        var witness = new FakeWitness(log);
        await witness._app.StartAsync();
        return witness;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Requests++;
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var request = body.Split("\n\n");
        if (request.Length != 3 || !request[0].StartsWith("old ", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 400;
            return;
        }

        var text = request[1] + "\n";
        if (Instead is not null)
        {
            await Instead(context, CosignatureOf, text);
            return;
        }

        var head = request[0].Split('\n');
        var lines = request[1].Split('\n');
        var (old, size, root) = (long.Parse(head[0][4..]), long.Parse(lines[1]), lines[2]);
        var status = lines[0] != _origin ? 404
            : !IsSigned(text, request[2]) ? 403
            : old > size ? 400
            : old != Size ? 409
            : !IsConsistent(old, size, root, head[1..]) ? 422
            : 200;
        context.Response.StatusCode = status;
        if (status == 409)
        {
            context.Response.ContentType = "text/x.tlog.size";
            await context.Response.WriteAsync($"{Size}\n");
        }

        if (status == 200)
        {
            (Size, Root) = (size, root);
            await context.Response.WriteAsync(CosignatureOf(text));
        }
    }

    private bool IsSigned(string text, string signatures) => signatures.Split('\n', StringSplitOptions.RemoveEmptyEntries).Any(line =>
    {
        var parts = line.Split(' ');
        var data = Convert.FromBase64String(parts[2]);
        var message = Encoding.UTF8.GetBytes(text);
        return parts[1] == _origin
            && data.AsSpan(0, 4).SequenceEqual(_logKeyId)
            && Ed25519.Verify(data, 4, _logKey, 0, message, 0, message.Length);
    });

    private bool IsConsistent(long old, long size, string root, string[] proof)
    {
        if (old == 0 || old == size)
        {
            return proof.Length == 0 && (old == 0 || root == Root) && (size > 0 || root == Convert.ToBase64String(SHA256.HashData([])));
        }

        var hashes = new Stack<byte[]>(proof.Select(Convert.FromBase64String));
        try
        {
            var (older, newer) = Roots(0, size, old, hashes, Convert.FromBase64String(Root));
            return hashes.Count == 0 && Convert.ToBase64String(older) == Root && Convert.ToBase64String(newer) == root;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>RFC 6962 §2.1.2 read backwards: the hash next to the root is the last of the proof.</summary>
    private static (byte[] Older, byte[] Newer) Roots(long start, long end, long old, Stack<byte[]> proof, byte[] oldRoot)
    {
        if (old == end)
        {
            var whole = start == 0 ? oldRoot : proof.Pop();
            return (whole, whole);
        }

        var middle = 1L;
        while (middle * 2 < end - start)
        {
            middle *= 2;
        }

        var other = proof.Pop();
        if (old <= start + middle)
        {
            var (older, newer) = Roots(start, start + middle, old, proof, oldRoot);
            return (older, Node(newer, other));
        }
        else
        {
            var (older, newer) = Roots(start + middle, end, old, proof, oldRoot);
            return (Node(other, older), Node(other, newer));
        }
    }

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);

    /// <summary>tlog-cosignature, at the witness's clock.</summary>
    private string CosignatureOf(string text)
    {
        var message = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {Clock}\n{text}"));
        var signature = new byte[64];
        Ed25519.Sign(_seed, 0, message, 0, message.Length, signature, 0);
        var time = BitConverter.GetBytes(Clock);
        Array.Reverse(time);
        var id = Convert.FromHexString(VerifierKey.Split('+')[1]);
        return $"— {Name} {Convert.ToBase64String([.. id, .. time, .. signature])}\n";
    }

    private byte[] PublicKey()
    {
        var key = new byte[32];
        Ed25519.GeneratePublicKey(_seed, 0, key, 0);
        return key;
    }
}
