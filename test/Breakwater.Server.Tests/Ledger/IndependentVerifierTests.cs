using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Running;
using Breakwater.Server.Tests.Hosting.Processes;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Transparency.Tests.Independent;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Server.Tests.Ledger;

/// <summary>
/// The ledger of a real server, mirrored over its wire by the command line, and verified by a program that others wrote: golang.org/x/mod/sumdb, the verifier of
/// Go's checksum database. It accepts the log, and none of the forged ones.
/// </summary>
public sealed class IndependentVerifierTests : IAsyncLifetime
{
    private readonly string mirror = Directory.CreateTempSubdirectory("bw-mirror-").FullName;
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(mirror, recursive: true);
    }

    [Fact]
    public async Task Mirror_IsAccepted_AndForgedOnesAreNot()
    {
        Assert.SkipUnless(GoVerifier.IsHere, "Go, or its package golang-golang-x-mod-dev, is not installed here.");
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await owner.GetAsync($"v1/devices/{device.Id}/twin");
        var older = await MirrorAsync();
        await FillAsync(66_000);
        await owner.GetAsync($"v1/devices/{device.Id}/twin");
        await MirrorAsync();
        var key = (await server.Doors.Admin.Ledger.GetStatusAsync()).PublicKeys[^1];

        var (code, said) = await GoVerifier.RunAsync(mirror, key, older);
        Assert.True(code == 0, said);
        Assert.StartsWith("ok ", said);

        // Another entry in a sealed bundle, another hash in a tile, a bundle that lacks its last entry, another root under the old signature.
        await ForgedAsync("tile/entries/100", bytes => bytes[^5] ^= 1, key, older);
        await ForgedAsync("tile/0/200", bytes => bytes[4000] ^= 1, key, older);
        await ForgedAsync("tile/1/000", bytes => bytes[32] ^= 1, key, older);
        await ForgedAsync("checkpoint", bytes => bytes[Array.LastIndexOf(bytes, (byte)'=', bytes.Length / 2) - 3] ^= 1, key, older);
        var (stranger, _) = await GoVerifier.RunAsync(mirror, "breakwater/ledger/other+" + key.Split('+', 2)[1], older);
        Assert.NotEqual(0, stranger);
        Assert.Equal(0, (await GoVerifier.RunAsync(mirror, key, older)).ExitCode);
    }

    /// <summary>Enough entries that a segment is sealed; they come by the door that the pipeline uses.</summary>
    private async Task FillAsync(int entries)
    {
        var ledger = server.Server.Services.GetRequiredService<OpenLedger>();
        var entry = new LedgerEntry<SubjectId> { Time = TimeProvider.System.GetUtcNow(), Type = EntryType.ApiRead, Operation = "devices:read", Role = "operator" };
        foreach (var part in Enumerable.Range(0, entries).Chunk(LedgerLog.MostWaiting / 2))
        {
            await Task.WhenAll(part.Select(_ => ledger.Log.AppendAsync(entry).AsTask()));
        }

        await Wait.UntilAsync(() => Task.FromResult(ledger.Store.Segments.Length > 0), "the segment to be sealed");

        // A mirror ends at the newest checkpoint, which is signed now and then and not with each entry.
        await Wait.UntilAsync(() => Task.FromResult(ledger.Signer.Latest?.Checkpoint.Size > entries), "a checkpoint over all of them");
    }

    /// <summary>Returns the file of the checkpoint that was mirrored.</summary>
    private async Task<string> MirrorAsync()
    {
        var (code, errors) = await ServerProcess.RunAsync("ledger", "mirror", mirror, "--data", server.Folder);
        Assert.True(code == 0, errors);
        var kept = Path.Combine(server.Folder, $"checkpoint-{Guid.NewGuid():N}");
        File.Copy(Path.Combine(mirror, "checkpoint"), kept);
        return kept;
    }

    private async Task ForgedAsync(string file, Action<byte[]> forge, string key, string older)
    {
        var path = Path.Combine(mirror, file);
        var before = await File.ReadAllBytesAsync(path);
        var forged = before.ToArray();
        forge(forged);
        await File.WriteAllBytesAsync(path, forged);
        var (code, said) = await GoVerifier.RunAsync(mirror, key, older);
        Assert.True(code != 0, $"{file} was forged, and the verifier said: {said}");
        await File.WriteAllBytesAsync(path, before);
    }
}
