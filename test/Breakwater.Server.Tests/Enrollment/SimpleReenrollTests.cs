using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Certificates;
using Breakwater.Server.Enrollment;

namespace Breakwater.Server.Tests.Enrollment;

public sealed class SimpleReenrollTests : IAsyncLifetime
{
    private readonly string claim = Claims.Create();
    private EstHost host = null!;
    private DeviceId device;
    private X509Certificate2 certificate = null!;

    public async ValueTask InitializeAsync()
    {
        host = await EstHost.StartAsync();
        device = await host.Store.AddDeviceAsync("SN-1", claim);
        certificate = await host.EnrolAsync("SN-1", claim);
    }

    public async ValueTask DisposeAsync()
    {
        certificate.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Renew_NewKey_WorksAndTheOldOneWorksUntilTheNewIsUsed()
    {
        using var renewed = await RenewedAsync(certificate);
        Assert.Equal(["pending", "active"], await host.Store.StatusesAsync(device));
        Assert.Equal(HttpStatusCode.OK, await RenewAsync(certificate));

        using var again = await RenewedAsync(renewed);

        Assert.Equal($"CN={device}", again.Subject);
        Assert.Equal(HttpStatusCode.Unauthorized, await RenewAsync(certificate));
    }

    [Fact]
    public async Task Renew_NoCertificate_Is401() => Assert.Equal(HttpStatusCode.Unauthorized, await RenewAsync(null));

    [Fact]
    public async Task Renew_SameKey_IsRefused()
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        using var client = host.Client(certificate);

        using var response = await EstHost.PostAsync(client, "simplereenroll", EstHost.Body(EstHost.NewRequest(key)));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(host.Events.Signals, s => s.Contains("KeyReused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Renew_KeyOfTheDevicesPast_IsRefused()
    {
        using var old = certificate.GetECDsaPrivateKey()!;
        using var renewed = await RenewedAsync(certificate);
        using var client = host.Client(renewed);

        using var response = await EstHost.PostAsync(client, "simplereenroll", EstHost.Body(EstHost.NewRequest(old)));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Renew_ExpiredWithinGrace_GetsAWholeCertificate()
    {
        Assert.Equal(["pending"], await host.Store.StatusesAsync(device));
        host.Store.Advance(TimeSpan.FromDays(100));

        using var renewed = await RenewedAsync(certificate);

        var authentication = await host.Store.Authenticator.AuthenticateAsync(renewed, default);
        Assert.True(authentication.IsAuthenticated(out var principal));
        Assert.Equal(DeviceActions.OfDevices, principal.Scopes);
    }

    [Fact]
    public async Task Renew_ExpiredBeyondGrace_FailsTheHandshake()
    {
        host.Store.Advance(TimeSpan.FromDays(121));

        await Assert.ThrowsAsync<HttpRequestException>(() => RenewAsync(certificate));
    }

    [Fact]
    public async Task Renew_Revoked_Is401()
    {
        await host.Store.RevokeAllAsync(device);

        Assert.Equal(HttpStatusCode.Unauthorized, await RenewAsync(certificate));
    }

    [Theory]
    [InlineData(DeviceState.Quarantined)]
    [InlineData(DeviceState.Retired)]
    public async Task Renew_DeviceNotActive_Is401(DeviceState state)
    {
        await host.Store.SetStateAsync(device, state);

        Assert.Equal(HttpStatusCode.Unauthorized, await RenewAsync(certificate));
    }

    [Fact]
    public async Task Renew_RequestNamesAnotherDevice_StaysItself()
    {
        var other = await host.Store.AddDeviceAsync("SN-2", state: DeviceState.Active);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var client = host.Client(certificate);

        using var response = await EstHost.PostAsync(client, "simplereenroll", EstHost.Body(EstHost.NewRequest(key, $"CN={other}")));

        using var issued = await EstHost.ReadCertificateAsync(response);
        Assert.Equal($"CN={device}", issued.Subject);
        Assert.Empty(await host.Store.StatusesAsync(other));
    }

    [Fact]
    public async Task Renew_ManyAtOnce_EachGetsItsOwnAndTheLastUsedWins()
    {
        var renewed = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RenewedAsync(certificate)));
        Assert.Equal(7, (await host.Store.StatusesAsync(device)).Length);

        await Task.WhenAll(renewed.Select(c => host.Store.Authenticator.AuthenticateAsync(c, default).AsTask()));

        Assert.Single(await host.Store.StatusesAsync(device), "active");
        Assert.DoesNotContain("pending", await host.Store.StatusesAsync(device));
        foreach (var one in renewed)
        {
            one.Dispose();
        }
    }

    [Fact]
    public async Task Renew_OverAndOver_Is429()
    {
        HttpStatusCode last;
        var issued = 1;
        while ((last = await RenewAsync(certificate)) == HttpStatusCode.OK)
        {
            issued++;
            Assert.True(issued <= CertificateRegistry.LargestDailyIssue);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        Assert.Equal(CertificateRegistry.LargestDailyIssue, issued);
    }

    [Fact]
    public async Task Reclaim_Used_RevokesTheOldCertificatesAndCutsThem()
    {
        Assert.Equal(HttpStatusCode.OK, await RenewAsync(certificate));
        using var admin = new AdminClient(host.AdminSocket, CaseReference.None);
        (await host.Store.Authenticator.AuthenticateAsync(certificate, default)).IsAuthenticated(out var principal);
        var lease = (await host.Store.Gate.SelfAsync(principal!, DeviceAction.RenewCertificate)).Lease;

        var issued = await admin.ReclaimDeviceAsync("SN-1", "factory reset");
        Assert.Equal(HttpStatusCode.OK, await RenewAsync(certificate));
        using var fresh = await host.EnrolAsync("SN-1", issued.Claim);

        Assert.True(lease.IsEnded);
        Assert.Equal(HttpStatusCode.Unauthorized, await RenewAsync(certificate));
        Assert.Equal(HttpStatusCode.OK, await RenewAsync(fresh));
        Assert.Contains("factory reset", await host.Ledger.MessagesAsync("claim.issued"));
        Assert.DoesNotContain(host.Events.All, e => e.Contains(issued.Claim, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reclaim_DeviceRevokedAfterwards_KillsTheClaim()
    {
        using var admin = new AdminClient(host.AdminSocket, CaseReference.None);
        var issued = await admin.ReclaimDeviceAsync("SN-1", "factory reset");
        await host.Store.SetStateAsync(device, DeviceState.Revoked);

        Assert.Equal(HttpStatusCode.Unauthorized, await EnrolAsync(issued.Claim));

        var another = await admin.ReclaimDeviceAsync("SN-1", "came back from repair");
        Assert.Equal(HttpStatusCode.Unauthorized, await EnrolAsync(issued.Claim));
        Assert.Equal(HttpStatusCode.OK, await EnrolAsync(another.Claim));
        Assert.Equal(DeviceState.Active, await host.StateAsync(device));
    }

    [Theory]
    [InlineData(DeviceState.Quarantined)]
    [InlineData(DeviceState.Retired)]
    public async Task Reclaim_StateWithoutReturn_IsAConflict(DeviceState state)
    {
        await host.Store.SetStateAsync(device, state);
        using var admin = new AdminClient(host.AdminSocket, CaseReference.None);

        var exception = await Assert.ThrowsAsync<ProblemException>(() => admin.ReclaimDeviceAsync("SN-1", "please"));

        Assert.Equal(ProblemCodes.Conflict, exception.Problem.Code);
    }

    [Fact]
    public async Task Reclaim_NoReason_IsInvalid()
    {
        using var admin = new AdminClient(host.AdminSocket, CaseReference.None);

        var exception = await Assert.ThrowsAsync<ProblemException>(() => admin.ReclaimDeviceAsync("SN-1", ""));

        Assert.Equal(ProblemCodes.Invalid, exception.Problem.Code);
    }

    private async Task<HttpStatusCode> EnrolAsync(string secret)
    {
        using var client = host.Client();
        using var response = await EstHost.PostAsync(
            client, "simpleenroll", EstHost.Body(EstHost.NewRequest()), EstHost.Basic("SN-1", secret));
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> RenewAsync(X509Certificate2? with)
    {
        using var client = host.Client(with);
        using var response = await EstHost.PostAsync(client, "simplereenroll", EstHost.Body(EstHost.NewRequest()));
        return response.StatusCode;
    }

    private async Task<X509Certificate2> RenewedAsync(X509Certificate2 with)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var client = host.Client(with);
        using var response = await EstHost.PostAsync(client, "simplereenroll", EstHost.Body(EstHost.NewRequest(key)));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var issued = await EstHost.ReadCertificateAsync(response);
        return issued.CopyWithPrivateKey(key);
    }
}
