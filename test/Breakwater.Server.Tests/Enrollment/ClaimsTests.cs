using System.Security.Cryptography;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Enrollment;
using CsCheck;

namespace Breakwater.Server.Tests.Enrollment;

public sealed class ClaimsTests
{
    [Fact]
    public void Create_Many_AreStrongDistinctAndBase32()
    {
        var claims = Enumerable.Range(0, 2000).Select(_ => Claims.Create()).ToArray();

        Assert.Equal(2000, claims.Distinct().Count());
        Assert.All(claims, c => Assert.Matches("^[a-z2-7]{32}$", c));
        Assert.All(claims, c => Assert.Null(Claims.FindWeakness(c, "SN-1")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("123456")]
    [InlineData("correct horse battery staple and more")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("0123456789abcdef0123456789abcdef")] // repeats
    [InlineData("abcdefghijklmnopqrstuvwxyz234567")] // counts
    [InlineData("zyxwvutsrqponmlkjihgfedcba987654")]
    [InlineData("d41d8cd98f00b204e9800998ecf8427")] // 31 hexadecimal digits
    [InlineData("ORSXG5BAONSWG4TFOQQGC43FM")] // 25 of base32
    [InlineData("vZ8s0Q2x_kLr7Tg5pWmYa")] // 21 of base64url
    [InlineData("8f3aXXVACUUM-0001-1234c9e2b7d1-0")] // holds the serial
    [InlineData("5fb1c9d2e8a7463095fb1c9d2e8a746é")]
    public void FindWeakness_WeakClaim_SaysSo(string? claim) => Assert.NotNull(Claims.FindWeakness(claim, "VACUUM-0001-1234"));

    [Theory]
    [InlineData("d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("D41D8CD98F00B204E9800998ECF8427E")]
    [InlineData("ORSXG5BAONSWG4TFOQQGC43FMZ")]
    [InlineData("vZ8s0Q2x_kLr7Tg5pWmYa1")]
    [InlineData("vZ8s0Q2x/kLr7Tg5pWmYa+==")]
    public void FindWeakness_128BitsAndMore_IsNull(string claim) => Assert.Null(Claims.FindWeakness(claim, "VACUUM-0001-1234"));

    [Fact]
    public void FindWeakness_RandomBytesAsHex_IsNull() =>
        Gen.Int[0, 1].Sample(_ => Claims.FindWeakness(RandomNumberGenerator.GetHexString(32, lowercase: true), "SN-1") is null, iter: 2000);

    [Fact]
    public void FindWeakness_AnyText_NeverThrows() => Gen.String.Sample(text => { Claims.FindWeakness(text, "SN-1"); });

    [Fact]
    public void Describe_ByRecordAndState_SaysWhetherItOpens()
    {
        var claim = new ClaimRecord
        {
            Device = DeviceId.Create(), Hash = Claims.Hash("x"), ForState = DeviceState.Manufactured, CreatedAt = DateTimeOffset.UnixEpoch,
        };

        Assert.Equal("none", Claims.Describe(null, DeviceState.Manufactured));
        Assert.Equal("unused", Claims.Describe(claim, DeviceState.Manufactured));
        Assert.Equal("none", Claims.Describe(claim, DeviceState.Revoked));
        claim.UsedAt = DateTimeOffset.UnixEpoch;
        Assert.Equal("used", Claims.Describe(claim, DeviceState.Active));
    }
}
