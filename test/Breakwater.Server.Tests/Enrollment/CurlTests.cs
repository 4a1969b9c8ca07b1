using System.Diagnostics;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Enrollment;

namespace Breakwater.Server.Tests.Enrollment;

/// <summary>What the field does by hand: openssl makes the request, curl sends it, openssl reads the answer and checks it by the book.</summary>
public sealed class CurlTests : IAsyncLifetime
{
    private EstHost host = null!;

    public async ValueTask InitializeAsync() => host = await EstHost.StartAsync(TimeProvider.System);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("ec -pkeyopt ec_paramgen_curve:P-256", "--tlsv1.3")]
    [InlineData("rsa:2048", "--tls-max 1.2")]
    public async Task Est_CurlAndOpenssl_EnrolAndRenew(string newKey, string version)
    {
        Assert.SkipUnless(Exists("curl") && Exists("openssl"), "curl and openssl are not both on the path");
        var claim = Claims.Create();
        var device = await host.Store.AddDeviceAsync("SN-1", claim);
        var ca = host.Store.Folder.CaBundle;
        var est = $"https://localhost:{host.Port}/.well-known/est";

        await ShellAsync(
            $"""
            curl -sSf --cacert {ca} {version} {est}/cacerts | openssl base64 -d -A | openssl pkcs7 -inform DER -print_certs -out cas.pem
            openssl req -new -newkey {newKey} -nodes -keyout a.key -subj /CN=anything -outform DER -out a.der
            openssl base64 -e -in a.der -out a.b64
            curl -sSf --cacert cas.pem {version} -u SN-1:{claim} --anyauth -H 'Content-Type: application/pkcs10' --data-binary @a.b64 {est}/simpleenroll -o a.p7
            openssl base64 -d -A -in a.p7 | openssl pkcs7 -inform DER -print_certs -out a.pem
            openssl verify -x509_strict -purpose sslclient -CAfile cas.pem a.pem
            openssl req -new -newkey {newKey} -nodes -keyout b.key -subj /CN=anything -outform DER | openssl base64 -e -out b.b64
            curl -sSf --cacert cas.pem {version} --cert a.pem --key a.key -H 'Content-Type: application/pkcs10' --data-binary @b.b64 {est}/simplereenroll -o b.p7
            openssl base64 -d -A -in b.p7 | openssl pkcs7 -inform DER -print_certs -out b.pem
            openssl x509 -in b.pem -noout -ext subjectAltName | grep -q urn:breakwater:device:{device}
            """);

        Assert.Equal(["pending", "active"], await host.Store.StatusesAsync(device));
        Assert.Equal(DeviceState.Active, await host.StateAsync(device));
    }

    private static bool Exists(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, tool)));

    private async Task ShellAsync(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-exc", script])
        {
            WorkingDirectory = host.Store.Folder.Path, RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var errors = shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, await errors + await output);
    }
}
