using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Enrollment;

namespace Breakwater.Server.Tests.Enrollment;

public sealed class SimpleEnrollTests : IAsyncLifetime
{
    private readonly string claim = Claims.Create();
    private EstHost host = null!;
    private DeviceId device;

    public async ValueTask InitializeAsync()
    {
        host = await EstHost.StartAsync();
        device = await host.Store.AddDeviceAsync("SN-1", claim);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task CaCerts_Anonymous_AnswersRootAndIssuing()
    {
        using var client = host.Client();

        using var response = await client.GetAsync("cacerts");

        Assert.Equal("application/pkcs7-mime", response.Content.Headers.ContentType!.ToString());
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        Assert.Equal(host.Store.Authority.CaCertsPkcs7.ToArray(), Convert.FromBase64String(text));
    }

    [Fact]
    public async Task CsrAttrs_Anonymous_HintsAtP256()
    {
        using var client = host.Client();

        using var response = await client.GetAsync("csrattrs");

        Assert.Equal("application/csrattrs", response.Content.Headers.ContentType!.ToString());

        // SEQUENCE { SEQUENCE { OID ecPublicKey, SET { OID prime256v1 } }, OID ecdsa-with-SHA256 }
        Assert.Equal(
            "3021301506072A8648CE3D0201310A06082A8648CE3D03010706082A8648CE3D040302",
            Convert.ToHexString(Convert.FromBase64String(await response.Content.ReadAsStringAsync())));
    }

    [Fact]
    public async Task SimpleEnroll_GoodClaim_IssuesOnlyTheCertificate()
    {
        using var client = host.Client();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        using var response = await EstHost.PostAsync(
            client, "simpleenroll", EstHost.Body(EstHost.NewRequest(key)), EstHost.Basic("SN-1", claim));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/pkcs7-mime; smime-type=certs-only", response.Content.Headers.ContentType!.ToString());
        using var issued = await EstHost.ReadCertificateAsync(response);
        Assert.Equal($"CN={device}", issued.Subject);
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), issued.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.Equal(DeviceState.Active, await host.StateAsync(device));
        Assert.Contains(await host.Ledger.EntriesAsync(), e => e.Operation == "device.enrolled" && e.Device == device && e.Role == "device");
        Assert.Empty(host.Events.Signals);
    }

    [Theory]
    [InlineData("nistP384")]
    [InlineData("nistP521")]
    [InlineData("RSA-2048")]
    [InlineData("RSA-4096")]
    public async Task SimpleEnroll_OtherStrongKey_IsTaken(string kind)
    {
        using AsymmetricAlgorithm key = kind.StartsWith("RSA", StringComparison.Ordinal)
            ? RSA.Create(int.Parse(kind[4..]))
            : ECDsa.Create(ECCurve.CreateFromFriendlyName(kind));
        using var client = host.Client();

        using var response = await EstHost.PostAsync(
            client, "simpleenroll", EstHost.Body(EstHost.NewRequest(key)), EstHost.Basic("SN-1", claim));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task SimpleEnroll_WeakKey_IsRefusedAndTheClaimStays()
    {
        using var weak = RSA.Create(1024);
        using var client = host.Client();

        using var response = await EstHost.PostAsync(
            client, "simpleenroll", EstHost.Body(EstHost.NewRequest(weak)), EstHost.Basic("SN-1", claim));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(host.Events.Signals, s => s.Contains("WeakKey", StringComparison.Ordinal));
        (await host.EnrolAsync("SN-1", claim)).Dispose();
    }

    [Fact]
    public async Task SimpleEnroll_RequestNamesAnotherDevice_GetsItsOwnNameOnly()
    {
        var other = await host.Store.AddDeviceAsync("SN-2");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={other}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri($"urn:breakwater:device:{other}"));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var client = host.Client();

        using var response = await EstHost.PostAsync(
            client, "simpleenroll", EstHost.Body(request.CreateSigningRequest()), EstHost.Basic("SN-1", claim));

        using var issued = await EstHost.ReadCertificateAsync(response);
        Assert.DoesNotContain(other.ToString(), System.Text.Encoding.Latin1.GetString(issued.RawData), StringComparison.Ordinal);
        Assert.False(issued.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal("1.3.6.1.5.5.7.3.2", issued.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value);
    }

    [Fact]
    public async Task SimpleEnroll_BodyWithWhiteSpaceAndOldHeaders_IsTaken()
    {
        using var client = host.Client();
        var text = Convert.ToBase64String(EstHost.NewRequest(), Base64FormattingOptions.InsertLineBreaks);
        using var content = EstHost.Body($" \t{text.Replace("\r\n", " \r\n\t", StringComparison.Ordinal)}\r\n\r\n");
        content.Headers.Add("Content-Transfer-Encoding", "quoted-printable");

        using var response = await EstHost.PostAsync(client, "simpleenroll", content, EstHost.Basic("SN-1", claim));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%%%%")]
    [InlineData("AAAA")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----")]
    public async Task SimpleEnroll_BadBody_Is400WhateverTheClaim(string body)
    {
        var answers = new List<string>();
        foreach (var (serial, secret) in new[] { ("SN-1", claim), ("SN-1", Claims.Create()), ("nobody", claim) })
        {
            using var client = host.Client();
            using var response = await EstHost.PostAsync(client, "simpleenroll", EstHost.Body(body), EstHost.Basic(serial, secret));
            answers.Add(await WireAsync(response));
        }

        Assert.StartsWith("400", answers[0], StringComparison.Ordinal);
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task SimpleEnroll_SignatureOfAnotherKey_Is400()
    {
        using var client = host.Client();
        var request = EstHost.NewRequest();
        request[^1] ^= 1;

        using var response = await EstHost.PostAsync(client, "simpleenroll", EstHost.Body(request), EstHost.Basic("SN-1", claim));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task SimpleEnroll_LargeBody_Is413()
    {
        using var client = host.Client();

        using var response = await EstHost.PostAsync(
            client, "simpleenroll", EstHost.Body(new string('A', (16 * 1024) + 4)), EstHost.Basic("SN-1", claim));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task SimpleEnroll_LargeChunkedBody_Is413()
    {
        using var client = host.Client();
        using var content = new StreamContent(new MemoryStream(new byte[(16 * 1024) + 4])) { Headers = { ContentType = new("application/pkcs10") } };
        using var message = new HttpRequestMessage(HttpMethod.Post, "simpleenroll") { Content = content };
        message.Headers.TransferEncodingChunked = true;
        message.Headers.Authorization = EstHost.Basic("SN-1", claim);

        using var response = await client.SendAsync(message);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task SimpleEnroll_WrongMediaType_Is415()
    {
        using var client = host.Client();
        using var content = new StringContent(Convert.ToBase64String(EstHost.NewRequest()));

        using var response = await EstHost.PostAsync(client, "simpleenroll", content, EstHost.Basic("SN-1", claim));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task SimpleEnroll_NoCredentials_IsAskedForBasicWithoutASignal()
    {
        using var client = host.Client();

        using var response = await EstHost.PostAsync(client, "simpleenroll", EstHost.Body(EstHost.NewRequest()));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Basic realm=\"breakwater\", charset=\"UTF-8\"", response.Headers.WwwAuthenticate.ToString());
        Assert.Empty(host.Events.Signals);
    }

    [Fact]
    public async Task SimpleEnroll_EveryRefusal_IsTheSameAnswerAndAnotherSignal()
    {
        var used = Claims.Create();
        await host.Store.AddDeviceAsync("SN-USED", used);
        (await host.EnrolAsync("SN-USED", used)).Dispose();
        var refused = new Dictionary<string, (string Serial, string Claim)>
        {
            ["WrongClaim"] = ("SN-1", Claims.Create()),
            ["UnknownSerial"] = ("SN-NOBODY", claim),
            ["ClaimUsed"] = ("SN-USED", used),
        };
        foreach (var state in new[] { DeviceState.Revoked, DeviceState.Quarantined, DeviceState.Retired })
        {
            var secret = Claims.Create();
            await host.Store.SetStateAsync(await host.Store.AddDeviceAsync($"SN-{state}", secret), state);
            refused[$"ClaimOvertaken SN-{state}"] = ($"SN-{state}", secret);
        }

        // Tricks with the serial: none of them is SN-1.
        foreach (var trick in new[] { "sn-1", "SN-1 ", " SN-1", "SN-1\u0301", "SN\u20111", "" })
        {
            refused[$"UnknownSerial {trick}".TrimEnd()] = (trick, claim);
        }

        var answers = new HashSet<string>();
        foreach (var (reason, (serial, secret)) in refused)
        {
            using var client = host.Client();
            using var response = await EstHost.PostAsync(
                client, "simpleenroll", EstHost.Body(EstHost.NewRequest()), EstHost.Basic(serial, secret));
            answers.Add(await WireAsync(response));
            Assert.Contains(host.Events.Signals, s => s.Contains($"ClaimRefused", StringComparison.Ordinal) && s.Contains(reason, StringComparison.Ordinal));
        }

        // One kind, and its first alone an entry at once: by neither the time of an answer nor what the ledger counts can a serial be asked for.
        var entry = Assert.Single(await host.Ledger.EntriesAsync(), e => e.Operation == "certificate:enroll");
        Assert.Equal(("CredentialsRefused", "WrongClaim"), (entry.Refusal, entry.Details["reason"]));

        Assert.StartsWith("401", Assert.Single(answers), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Events.All, e => e.Contains(claim, StringComparison.Ordinal));
        (await host.EnrolAsync("SN-1", claim)).Dispose();
    }

    [Theory]
    [InlineData("Basic !!!!")]
    [InlineData("Basic")]
    [InlineData("Basic gICAgA==")] // not UTF-8
    [InlineData("Basic U04tMQ==")] // no colon
    [InlineData("Bearer U04tMTp4")]
    [InlineData("huge")]
    public async Task SimpleEnroll_OddAuthorization_Is401(string header)
    {
        using var client = host.Client();
        using var message = new HttpRequestMessage(HttpMethod.Post, "simpleenroll") { Content = EstHost.Body(EstHost.NewRequest()) };
        message.Headers.TryAddWithoutValidation("Authorization", header == "huge" ? $"Basic {new string('A', 16_000)}" : header);

        using var response = await client.SendAsync(message);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(host.Events.Signals, s => s.Contains("MalformedCredentials", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SimpleEnroll_TwoRequestsOneClaim_OneWins()
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var client = host.Client();
            using var response = await EstHost.PostAsync(
                client, "simpleenroll", EstHost.Body(EstHost.NewRequest()), EstHost.Basic("SN-1", claim));
            return response.StatusCode;
        }));

        Assert.Single(statuses, HttpStatusCode.OK);
        Assert.Equal(7, statuses.Count(s => s == HttpStatusCode.Unauthorized));
        Assert.Single(await host.Store.StatusesAsync(device));
    }

    [Fact]
    public async Task SimpleEnroll_SameRequestTwice_SecondIsRefused()
    {
        var request = EstHost.NewRequest();
        using var client = host.Client();

        using var first = await EstHost.PostAsync(client, "simpleenroll", EstHost.Body(request), EstHost.Basic("SN-1", claim));
        using var second = await EstHost.PostAsync(client, "simpleenroll", EstHost.Body(request), EstHost.Basic("SN-1", claim));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task SimpleEnroll_KeyOfAnotherDevice_IsRefusedAndTheClaimStays()
    {
        var secret = Claims.Create();
        var other = await host.Store.AddDeviceAsync("SN-2", secret);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var client = host.Client();
        using var first = await EstHost.PostAsync(client, "simpleenroll", EstHost.Body(EstHost.NewRequest(key)), EstHost.Basic("SN-1", claim));

        using var second = await EstHost.PostAsync(
            client, "simpleenroll", EstHost.Body(EstHost.NewRequest(key, "CN=other")), EstHost.Basic("SN-2", secret));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (first.StatusCode, second.StatusCode));
        Assert.Contains(host.Events.Signals, s => s.Contains("KeyReused", StringComparison.Ordinal) && s.Contains(other.ToString(), StringComparison.Ordinal));
        Assert.Equal(DeviceState.Manufactured, await host.StateAsync(other));
        (await host.EnrolAsync("SN-2", secret)).Dispose();
    }

    [Fact]
    public async Task SimpleEnroll_TwoDevicesRaceWithOneKey_OneWins()
    {
        var secret = Claims.Create();
        await host.Store.AddDeviceAsync("SN-2", secret);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = EstHost.NewRequest(key);

        var statuses = await Task.WhenAll(new[] { ("SN-1", claim), ("SN-2", secret) }.Select(async pair =>
        {
            using var client = host.Client();
            using var response = await EstHost.PostAsync(client, "simpleenroll", EstHost.Body(request), EstHost.Basic(pair.Item1, pair.Item2));
            return response.StatusCode;
        }));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadRequest], statuses.Order());
    }

    /// <summary>Everything of an answer that a peer sees, but the date.</summary>
    internal static async Task<string> WireAsync(HttpResponseMessage response)
    {
        response.Headers.Date = null;
        return $"{(int)response.StatusCode}\n{response.Headers}{response.Content.Headers}\n{await response.Content.ReadAsStringAsync()}";
    }
}
