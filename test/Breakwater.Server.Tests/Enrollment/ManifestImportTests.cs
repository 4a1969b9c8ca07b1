using System.Net.Sockets;
using System.Text;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Enrollment;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Tests.Enrollment;

public sealed class ManifestImportTests : IAsyncLifetime
{
    private EstHost host = null!;
    private AdminClient admin = null!;

    public async ValueTask InitializeAsync()
    {
        host = await EstHost.StartAsync(options: new EnrollmentOptions { MaximumReportedErrors = 10, MaximumImportRows = 150_000 });
        admin = new AdminClient(host.AdminSocket, CaseReference.None);
    }

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Import_GoodRows_AreManufacturedWithHashedClaims()
    {
        var rows = Rows(3);

        var reports = await ImportAsync(rows);

        Assert.Equal(new ImportReport(ImportReportKind.Imported, 3, 3), Assert.Single(reports));
        await using var db = host.Store.Database.Read();
        var devices = await db.Set<DeviceRecord>().OrderBy(d => d.Serial).ToListAsync();
        Assert.Equal(rows.Select(r => (r.Serial, r.Model)), devices.Select(d => (d.Serial, d.Model)));
        Assert.All(devices, d => Assert.Equal(DeviceState.Manufactured, d.State));
        var claims = await db.Set<ClaimRecord>().ToDictionaryAsync(c => c.Device);
        Assert.Equal(Claims.Hash(rows[0].Claim), claims[devices[0].Id].Hash);
        (await host.EnrolAsync(rows[1].Serial, rows[1].Claim)).Dispose();
    }

    [Fact]
    public async Task Import_BadRows_AreNamedAndNothingIsImported()
    {
        var rows = Rows(6);
        rows[1] = rows[1] with { Serial = "no spaces" };
        rows[2] = rows[2] with { Serial = rows[0].Serial };
        rows[3] = rows[3] with { Claim = rows[0].Claim };
        rows[4] = rows[4] with { Claim = "1234" };

        var reports = await ImportAsync(rows);

        Assert.Equal([3, 4, 5, 6], reports.Where(r => r.Kind == ImportReportKind.Error).Select(r => r.Line));
        Assert.Contains("line 2 already", reports[1].Message);
        Assert.Contains("line 2 already", reports[2].Message);
        Assert.Equal(ImportReportKind.Refused, reports[^1].Kind);
        Assert.Equal(0, await CountAsync());
        Assert.DoesNotContain(reports, r => r.Message!.Contains("1234", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_KnownSerialOrClaim_IsNamedAndNothingIsImported()
    {
        var first = Rows(2);
        await ImportAsync(first);
        var second = Rows(4, from: 10);
        second[1] = second[1] with { Serial = first[0].Serial };
        second[2] = second[2] with { Claim = first[1].Claim };

        var reports = await ImportAsync(second);

        Assert.Equal([3, 4], reports.Where(r => r.Kind == ImportReportKind.Error).Select(r => r.Line));
        Assert.Contains(first[0].Serial, reports[0].Message);
        Assert.Equal(ImportReportKind.Refused, reports[^1].Kind);
        Assert.Equal(2, await CountAsync());
        (await host.EnrolAsync(first[0].Serial, first[0].Claim)).Dispose();
    }

    [Fact]
    public async Task Import_MoreErrorsThanListed_SaysHowManyMore()
    {
        var reports = await ImportAsync([.. Rows(25).Select(r => r with { Model = "" })]);

        Assert.Equal(10, reports.Count(r => r.Kind == ImportReportKind.Error));
        Assert.Contains("25 rows are bad, of which 15 are not listed", reports[^1].Message);
    }

    [Fact]
    public async Task Import_TooManyRows_IsRefused()
    {
        await using var small = await EstHost.StartAsync(options: new EnrollmentOptions { MaximumImportRows = 5 });
        using var client = new AdminClient(small.AdminSocket);
        var reports = new List<ImportReport>();
        await foreach (var report in client.ImportDevicesAsync(Rows(7)))
        {
            reports.Add(report);
        }

        Assert.Contains("at most 5 rows", reports[0].Message);
        Assert.Equal(ImportReportKind.Refused, reports[^1].Kind);
    }

    [Fact]
    public async Task Import_LinesThatAreNotRows_AreNamedByNumber()
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(host.AdminSocket), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        var good = Rows(1)[0];
        var text = $$"""{"line":1,"serial":"{{good.Serial}}","model":"m","claim":"{{good.Claim}}"}""" + "\r\n\nnonsense\n" + new string(' ', 9000);

        using var response = await http.PostAsync("http://admin.sock/admin/v1/devices/import", new StringContent(text, Encoding.UTF8, "application/jsonl"));

        var answer = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"line\":2", answer);
        Assert.Contains("\"event\":\"refused\"", answer);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Import_TwoOfTheSameAtOnce_OneWins()
    {
        var rows = Rows(2000);

        var outcomes = await Task.WhenAll(Task.Run(() => ImportAsync(rows)), Task.Run(() => ImportAsync(rows)));

        Assert.Single(outcomes, o => o[^1].Kind == ImportReportKind.Imported);
        Assert.Single(outcomes, o => o[^1].Kind == ImportReportKind.Refused);
        Assert.Equal(2000, await CountAsync());
    }

    [Fact]
    public async Task Import_HundredThousandRows_ComesThroughWithProgress()
    {
        var rows = Rows(100_000);

        var reports = await ImportAsync(rows);

        Assert.Equal(new ImportReport(ImportReportKind.Imported, 100_000, 100_000), reports[^1]);
        Assert.Contains(reports, r => r.Kind == ImportReportKind.Progress);
        TestContext.Current.SendDiagnosticMessage(host.Events.All.Single(e => e.StartsWith("Imported", StringComparison.Ordinal)));
        (await host.EnrolAsync(rows[77_777].Serial, rows[77_777].Claim)).Dispose();
    }

    private static ManifestRow[] Rows(int count, int from = 0) =>
        [.. Enumerable.Range(from, count).Select(i => new ManifestRow(i - from + 2, $"SN-{i:d8}", "vac", Claims.Create()))];

    private async Task<List<ImportReport>> ImportAsync(ManifestRow[] rows)
    {
        var reports = new List<ImportReport>();
        await foreach (var report in admin.ImportDevicesAsync(rows))
        {
            reports.Add(report);
        }

        return reports;
    }

    private async Task<int> CountAsync()
    {
        await using var db = host.Store.Database.Read();
        return await db.Set<DeviceRecord>().CountAsync();
    }
}
