using System.Security.Cryptography;
using System.Text;
using Breakwater.Contracts.Admin;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Hosting;

/// <summary>Law 4: no secret that was issued in a run is anywhere at rest, nor in the log.</summary>
public sealed class SecretsTests
{
    [Fact]
    public async Task FilesAndLogAfterARun_HoldNoSecret()
    {
        var server = await RunningServer.StartAsync();
        var secrets = new List<(string What, byte[] Bytes)>();
        var device = await server.Doors.EnrolAsync();
        var renewed = await server.Doors.RenewAsync(device);
        await (await MqttWire.ConnectAsync(server.Doors, renewed, MqttWire.Hello with { UserName = "u", Password = "a-password-of-a-client"u8.ToArray() })).DisposeAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var service = await server.Doors.Admin.AddServiceAsync("s");
        var serviceToken = await server.Doors.Admin.IssueTokenAsync(new TokenRequest(service.Id, "t", ["devices:read"], 3600));
        await server.Doors.Admin.ChangeDeviceAsync(device.Serial, "revoke", "test");
        var reclaimed = await server.Doors.Admin.ReclaimDeviceAsync(device.Serial, "test");
        var unused = await server.Doors.ImportAsync();
        var again = await server.Doors.EnrolAsync(device.Serial, reclaimed.Claim);

        // Mistakes are logged too.
        await Owner.SendAsync(server.Doors.Public, "Bearer bwo_a-token-that-was-mistyped", HttpMethod.Get, $"v1/devices/{device}");
        await Assert.ThrowsAnyAsync<Exception>(() => server.Doors.EnrolAsync(device.Serial, "a-claim-that-was-mistyped"));
        await owner.GetAsync($"v1/devices?access_token={owner.Token.Token}");
        foreach (var (what, text) in new[]
        {
            ("claim", device.Claim), ("claim of reclaim", reclaimed.Claim), ("unused claim", unused.Claim), ("owner's token", owner.Token.Token),
            ("service's token", serviceToken.Token), ("MQTT password", "a-password-of-a-client"), ("wrong token", "a-token-that-was-mistyped"),
            ("wrong claim", "a-claim-that-was-mistyped"),
        })
        {
            secrets.Add((what, Encoding.UTF8.GetBytes(text)));
            secrets.Add(($"{what} in UTF-16", Encoding.Unicode.GetBytes(text)));
            secrets.Add(($"{what} in base64", Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=')[..^1])));
        }

        foreach (var key in (ECDsa[])[device.Key, renewed.Key, again.Key])
        {
            secrets.Add(("private key", key.ExportParameters(true).D!));
        }

        // The bytes while it runs, with the write-ahead logs, and when it has stopped.
        Scan(server, secrets);
        server.Doors.Dispose();
        await server.Server.DisposeAsync();
        Scan(server, secrets);
        RunningServer.Delete(server.Folder);
    }

    private static void Scan(RunningServer server, List<(string What, byte[] Bytes)> secrets)
    {
        var files = Directory.GetFiles(server.Folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) is not ("admin.sock" or "lock")).ToArray();
        Assert.Contains(files, f => f.EndsWith("breakwater.db", StringComparison.Ordinal));
        foreach (var file in files)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            foreach (var (what, secret) in secrets)
            {
                Assert.True(bytes.AsSpan().IndexOf(secret) < 0, $"{what} is in {Path.GetFileName(file)}");
            }
        }

        var log = Encoding.UTF8.GetBytes(string.Join('\n', server.Log.Events.Select(e => $"{e.Message} {string.Join(' ', e.Values)} {e.Exception}")));
        Assert.True(log.Length > 1000);
        foreach (var (what, secret) in secrets)
        {
            Assert.True(log.AsSpan().IndexOf(secret) < 0, $"{what} is in the log");
        }
    }
}
