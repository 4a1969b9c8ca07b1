using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Certificates;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Tests.Certificates;

public sealed class CertificateAuthorityTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DataFolder folder = FleetStore.NewFolder();

    private string AuthorityFolder => Path.Combine(folder.Certificates, "authority");

    public void Dispose() => Directory.Delete(folder.Path, recursive: true);

    [Fact]
    public async Task Open_FirstStart_MakesRootAndIssuingAuthority()
    {
        var authority = await OpenAsync();

        var root = Constraints(authority.Root);
        var issuing = Constraints(authority.Issuing);
        Assert.True(root.CertificateAuthority);
        Assert.True(issuing is { CertificateAuthority: true, HasPathLengthConstraint: true, PathLengthConstraint: 0, Critical: true });
        Assert.NotEqual(authority.Root.Subject, authority.Issuing.Subject);
        Assert.Equal(authority.Root.Subject, authority.Issuing.Issuer);
        Assert.True(authority.Issuing.HasPrivateKey);
        Assert.False(authority.Root.HasPrivateKey);
    }

    [Fact]
    public async Task Open_FirstStart_KeepsKeysToItsOwner()
    {
        await OpenAsync();

        foreach (var key in new[] { "root.key", "issuing.key" })
        {
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(AuthorityFolder, key)));
        }

        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Certificates));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(AuthorityFolder));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Certificates, "*.new", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Open_SecondStart_IsTheSameAuthority()
    {
        var first = await OpenAsync();
        var second = await OpenAsync();

        Assert.Equal(first.Root.RawData, second.Root.RawData);
        Assert.Equal(first.Issuing.RawData, second.Issuing.RawData);
        var bundle = new X509Certificate2Collection();
        bundle.ImportFromPemFile(folder.CaBundle);
        Assert.Equal([first.Root.Thumbprint, first.Issuing.Thumbprint], bundle.Select(c => c.Thumbprint));
    }

    [Fact]
    public async Task Open_TwoFolders_MakeDifferentAuthorities()
    {
        var other = FleetStore.NewFolder();
        var first = await OpenAsync();
        var second = await CertificateAuthority.OpenAsync(other, new(), TimeProvider.System, default);

        Assert.NotEqual(first.Root.Subject, second.Root.Subject);
        Directory.Delete(other.Path, recursive: true);
    }

    [Fact]
    public async Task Open_AfterInterruptedFirstStart_StartsAfresh()
    {
        Directory.CreateDirectory(folder.Certificates, OwnerOnly | UnixFileMode.UserExecute);
        Directory.CreateDirectory(AuthorityFolder + ".new");
        await File.WriteAllTextAsync(Path.Combine(AuthorityFolder + ".new", "root.key"), "-----BEGIN PRIV");

        Assert.NotNull(await OpenAsync());
    }

    [Fact]
    public async Task Open_BundleRemoved_WritesItAgain()
    {
        await OpenAsync();
        File.Delete(folder.CaBundle);

        await OpenAsync();

        Assert.True(File.Exists(folder.CaBundle));
    }

    [Theory]
    [InlineData("root.key")]
    [InlineData("issuing.key")]
    public async Task Open_KeyReadableByGroup_SaysChmod(string file)
    {
        await OpenAsync();
        var path = Path.Combine(AuthorityFolder, file);
        File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.GroupRead);

        var exception = await Assert.ThrowsAsync<CertificateStoreException>(OpenAsync);

        Assert.Contains($"chmod 600 {path}", exception.Message);
    }

    [Fact]
    public async Task Open_FolderOpenToOthers_SaysChmod()
    {
        await OpenAsync();
        File.SetUnixFileMode(AuthorityFolder, OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);

        var exception = await Assert.ThrowsAsync<CertificateStoreException>(OpenAsync);

        Assert.Contains($"chmod 700 {AuthorityFolder}", exception.Message);
    }

    [Theory]
    [InlineData("root.key")]
    [InlineData("issuing.key")]
    [InlineData("root.pem")]
    [InlineData("issuing.pem")]
    public async Task Open_FileHalfWritten_NamesIt(string file)
    {
        await OpenAsync();
        var path = Path.Combine(AuthorityFolder, file);
        var text = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, text[..(text.Length / 2)]);

        var exception = await Assert.ThrowsAsync<CertificateStoreException>(OpenAsync);

        Assert.Contains(path, exception.Message);
    }

    [Theory]
    [InlineData("root.key")]
    [InlineData("issuing.key")]
    [InlineData("root.pem")]
    [InlineData("issuing.pem")]
    public async Task Open_FileMissing_NamesIt(string file)
    {
        await OpenAsync();
        var path = Path.Combine(AuthorityFolder, file);
        File.Delete(path);

        var exception = await Assert.ThrowsAsync<CertificateStoreException>(OpenAsync);

        Assert.Contains(path, exception.Message);
    }

    [Theory]
    [InlineData("root.key")]
    [InlineData("issuing.key")]
    [InlineData("root.pem")]
    [InlineData("issuing.pem")]
    public async Task Open_FileOfAnotherAuthority_IsRefused(string file)
    {
        await OpenAsync();
        var other = FleetStore.NewFolder();
        await CertificateAuthority.OpenAsync(other, new(), TimeProvider.System, default);
        File.Copy(Path.Combine(other.Certificates, "authority", file), Path.Combine(AuthorityFolder, file), overwrite: true);
        Directory.Delete(other.Path, recursive: true);

        await Assert.ThrowsAsync<CertificateStoreException>(OpenAsync);
    }

    [Fact]
    public async Task IssueDeviceCertificate_AnyKey_HoldsTheDeviceAndNothingElse()
    {
        var authority = await OpenAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var device = DeviceId.Create();
        var now = TimeProvider.System.GetUtcNow();

        using var issued = X509CertificateLoader.LoadCertificate(
            authority.IssueDeviceCertificate(device, key.ExportSubjectPublicKeyInfo(), now.AddMinutes(-5), now.AddDays(90)));

        Assert.Equal($"CN={device}", issued.Subject);
        Assert.Equal(authority.Issuing.SubjectName.RawData, issued.IssuerName.RawData);
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), issued.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.False(Constraints(issued).CertificateAuthority);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, issued.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.Equal(
            "1.3.6.1.5.5.7.3.2", Assert.Single(issued.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>()).Value);
        Assert.Equal(
            $"urn:breakwater:device:{device}",
            System.Text.Encoding.ASCII.GetString(issued.Extensions.Single(e => e.Oid!.Value == "2.5.29.17").RawData.AsSpan(4)));
        Assert.Equal(
            authority.Issuing.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifier,
            Convert.ToHexString(issued.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier!.Value.Span));
    }

    [Fact]
    public async Task IssueDeviceCertificate_Chain_IsValidByTheBook()
    {
        var authority = await OpenAsync();
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var issued = X509CertificateLoader.LoadCertificate(
            authority.IssueDeviceCertificate(DeviceId.Create(), key.ExportSubjectPublicKeyInfo(), now.AddMinutes(-5), now.AddDays(90)));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Root);
        chain.ChainPolicy.ExtraStore.Add(authority.Issuing);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));

        Assert.True(chain.Build(issued), string.Join(", ", chain.ChainStatus.Select(s => s.StatusInformation)));
        Assert.Equal(3, chain.ChainElements.Count);
    }

    [Fact]
    public async Task IssueDeviceCertificate_Twice_HasUnguessableSerialNumbers()
    {
        var authority = await OpenAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();

        var serials = Enumerable.Range(0, 200)
            .Select(_ => authority.IssueDeviceCertificate(DeviceId.Create(), key.ExportSubjectPublicKeyInfo(), now, now.AddDays(1)))
            .Select(der => X509CertificateLoader.LoadCertificate(der).SerialNumberBytes.ToArray())
            .ToArray();

        Assert.Equal(200, serials.Select(Convert.ToHexString).Distinct().Count());
        Assert.All(serials, s => Assert.InRange(s.Length, 16, 17));
        Assert.All(serials, s => Assert.True(s[0] < 0x80));
    }

    [Fact]
    public async Task Issue_LongestLifetime_NeverExceedsNinetyDays()
    {
        var authority = await OpenAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var issued = authority.Issue(DeviceId.Create(), key.ExportSubjectPublicKeyInfo());

        Assert.True(issued.NotAfter - issued.NotBefore <= TimeSpan.FromDays(90));
        Assert.True(issued.NotBefore <= TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task CaCertsPkcs7_Decoded_HoldsRootAndIssuing()
    {
        var authority = await OpenAsync();
        var found = new X509Certificate2Collection();

#pragma warning disable SYSLIB0057 // the loader has no PKCS #7
        found.Import(authority.CaCertsPkcs7.Span);
#pragma warning restore SYSLIB0057

        Assert.Equal(
            new[] { authority.Root.Thumbprint, authority.Issuing.Thumbprint }.Order(), found.Select(c => c.Thumbprint).Order());
    }

    private static X509BasicConstraintsExtension Constraints(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();

    private Task<CertificateAuthority> OpenAsync() => CertificateAuthority.OpenAsync(folder, new(), TimeProvider.System, default);
}
