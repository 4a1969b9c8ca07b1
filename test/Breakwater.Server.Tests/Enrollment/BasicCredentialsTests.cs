using System.Text;
using Breakwater.Server.Enrollment;
using CsCheck;
using Microsoft.Extensions.Primitives;

namespace Breakwater.Server.Tests.Enrollment;

public sealed class BasicCredentialsTests
{
    [Theory]
    [InlineData("Basic ")]
    [InlineData("basic ")]
    [InlineData("BASIC   ")]
    public void TryParse_WellFormed_SplitsAtTheFirstColon(string scheme)
    {
        Assert.True(BasicCredentials.TryParse(scheme + Encode("SN-1:a:b"), out var credentials));

        Assert.Equal(new BasicCredentials("SN-1", "a:b"), credentials);
    }

    [Fact]
    public void TryParse_TwoHeaders_IsRefused()
    {
        var one = $"Basic {Encode("SN-1:x")}";

        Assert.False(BasicCredentials.TryParse(new StringValues([one, one]), out _));
        Assert.False(BasicCredentials.TryParse($"{one}, {one}", out _));
        Assert.False(BasicCredentials.TryParse(StringValues.Empty, out _));
    }

    [Theory]
    [InlineData("SN-1")]
    [InlineData("SN-1\0:x")]
    [InlineData("SN-1:x\r\n")]
    public void TryParse_NoColonOrControl_IsRefused(string pair) => Assert.False(BasicCredentials.TryParse($"Basic {Encode(pair)}", out _));

    [Fact]
    public void TryParse_LongerThanAnyRealOne_IsRefused() =>
        Assert.False(BasicCredentials.TryParse($"Basic {Encode("SN-1:" + new string('x', 400))}", out _));

    [Fact]
    public void TryParse_AnyPair_ComesBack() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 64], Gen.String[Gen.Char['!', '~'], 0, 128]).Sample((serial, claim) =>
            BasicCredentials.TryParse($"Basic {Encode($"{serial}:{claim}")}", out var read) && read == new BasicCredentials(serial, claim));

    [Fact]
    public void TryParse_AnyText_NeverThrows() => Gen.String.Sample(text =>
        BasicCredentials.TryParse(text, out var one) == (one != default)
        && BasicCredentials.TryParse("Basic " + text, out var other) == (other != default));

    private static string Encode(string pair) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));
}
