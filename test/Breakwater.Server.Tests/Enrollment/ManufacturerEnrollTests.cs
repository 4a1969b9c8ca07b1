using System.Net;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Enrollment;
using Breakwater.Server.Tests.Certificates;

namespace Breakwater.Server.Tests.Enrollment;

public sealed class ManufacturerEnrollTests : IAsyncLifetime
{
    private EstHost host = null!;

    private DateTimeOffset Now => host.Store.Time.GetUtcNow();

    public async ValueTask InitializeAsync() => host = await EstHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task SimpleEnroll_IdentityInTheManifest_EnrolsOnceAndUsesUpTheClaim()
    {
        var claim = Claims.Create();
        var device = await host.Store.AddDeviceAsync("SN-1", claim);
        using var identity = host.Maker.IssueIdentity("SN-1", Now);

        Assert.Equal(HttpStatusCode.OK, await EnrolAsync(identity));
        Assert.Equal(DeviceState.Active, await host.StateAsync(device));
        Assert.Equal(HttpStatusCode.Unauthorized, await EnrolAsync(identity));
        using var client = host.Client();
        using var response = await EstHost.PostAsync(
            client, "simpleenroll", EstHost.Body(EstHost.NewRequest()), EstHost.Basic("SN-1", claim));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task SimpleEnroll_IdentityNotInTheManifest_Is401()
    {
        using var identity = host.Maker.IssueIdentity("SN-FOREIGN", Now);

        Assert.Equal(HttpStatusCode.Unauthorized, await EnrolAsync(identity));
        Assert.Contains(host.Events.Signals, s => s.Contains("UnknownSerial SN-FOREIGN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SimpleEnroll_IdentityOfAnotherDevice_CannotEnrolThisOne()
    {
        var mine = await host.Store.AddDeviceAsync("SN-1", Claims.Create());
        var other = await host.Store.AddDeviceAsync("SN-2", Claims.Create());
        using var identity = host.Maker.IssueIdentity("SN-2", Now);

        // The request may say what it likes; the identity decides.
        using var key = System.Security.Cryptography.ECDsa.Create();
        using var client = host.Client(identity);
        using var response = await EstHost.PostAsync(client, "simpleenroll", EstHost.Body(EstHost.NewRequest(key, "SERIALNUMBER=SN-1, CN=SN-1")));

        using var issued = await EstHost.ReadCertificateAsync(response);
        Assert.Equal($"CN={other}", issued.Subject);
        Assert.Equal(DeviceState.Manufactured, await host.StateAsync(mine));
    }

    [Fact]
    public async Task SimpleEnroll_IdentityWithTwoSerials_Is401()
    {
        await host.Store.AddDeviceAsync("SN-1", Claims.Create());
        await host.Store.AddDeviceAsync("SN-2", Claims.Create());
        var subject = new X500DistinguishedNameBuilder();
        subject.Add("2.5.4.5", "SN-1");
        subject.Add("2.5.4.5", "SN-2");
        using var identity = host.Maker.Issue(subject.Build(), Now.AddDays(-1), Now.AddDays(1));

        Assert.Equal(HttpStatusCode.Unauthorized, await EnrolAsync(identity));
    }

    [Fact]
    public async Task SimpleEnroll_DeviceCertificateWithoutClaim_Is401()
    {
        var device = await host.Store.AddDeviceAsync("SN-1", state: DeviceState.Active);
        using var certificate = await host.Store.IssueAsync(device);

        Assert.Equal(HttpStatusCode.Unauthorized, await EnrolAsync(certificate));
    }

    [Fact]
    public async Task SimpleReenroll_ManufacturerIdentity_Is401()
    {
        await host.Store.AddDeviceAsync("SN-1", state: DeviceState.Active);
        using var identity = host.Maker.IssueIdentity("SN-1", Now);

        Assert.Equal(HttpStatusCode.Unauthorized, await EnrolAsync(identity, "simplereenroll"));
    }

    [Fact]
    public async Task SimpleEnroll_IdentityOfStrangers_FailsTheHandshake()
    {
        await host.Store.AddDeviceAsync("SN-1", Claims.Create());
        using var identity = new TestPki("CN=Maker Root", Now).IssueIdentity("SN-1", Now);

        await Assert.ThrowsAsync<HttpRequestException>(() => EnrolAsync(identity));
    }

    private async Task<HttpStatusCode> EnrolAsync(X509Certificate2 identity, string operation = "simpleenroll")
    {
        using var client = host.Client(identity);
        using var response = await EstHost.PostAsync(client, operation, EstHost.Body(EstHost.NewRequest()));
        return response.StatusCode;
    }
}
