using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Contracts.Devices;

namespace Breakwater.Server.Enrollment;

/// <summary>Makes claims, and says what a claim from a factory must be like.</summary>
public static class Claims
{
    /// <summary>Characters of the longest claim that is accepted; far more than any strength needs, and it fits a label.</summary>
    public const int Longest = 128;

    /// <summary>Bits that a claim must be able to carry. Source: NIST SP 800-63B-4 §3.1.3 asks 112 of secrets that are not stretched.</summary>
    private const int SmallestStrength = 128;

    /// <summary>RFC 4648 §6, in lower case.</summary>
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>The usual alphabets with their bits per character, from small to large. The last is base64 and base64url together.</summary>
    private static readonly (SearchValues<char> Characters, double Bits)[] Alphabets =
    [
        (SearchValues.Create("0123456789"), Math.Log2(10)),
        (SearchValues.Create("0123456789abcdef"), 4),
        (SearchValues.Create("0123456789ABCDEF"), 4),
        (SearchValues.Create(Base32), 5),
        (SearchValues.Create(Base32.ToUpperInvariant()), 5),
        (SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz"), Math.Log2(36)),
        (SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"), Math.Log2(36)),
        (SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"), 6),
    ];

    /// <summary>Makes a claim of 160 random bits: 32 characters that are easy to print and to read.</summary>
    public static string Create() => RandomNumberGenerator.GetString(Base32, 32);

    /// <summary>What is wrong with a claim that somebody else made, or null.</summary>
    public static string? FindWeakness(string? claim, string serial)
    {
        if (string.IsNullOrEmpty(claim))
        {
            return "the claim is missing";
        }

        if (claim.Length > Longest)
        {
            return $"the claim has more than {Longest} characters";
        }

        if (BitsPerCharacter(claim) is not { } bits)
        {
            return "the claim has characters other than A-Z a-z 0-9 + / - _ =";
        }

        if (claim.TrimEnd('=').Length * bits < SmallestStrength)
        {
            return $"the claim is too short: {Math.Ceiling(SmallestStrength / bits)} characters of its alphabet carry {SmallestStrength} bits";
        }

        if (IsRegular(claim))
        {
            return "the claim repeats or counts; it must be random";
        }

        return serial.Length >= 8 && claim.Contains(serial, StringComparison.OrdinalIgnoreCase)
            ? "the claim contains the serial number; it must be random"
            : null;
    }

    internal static byte[] Hash(string claim) => SHA256.HashData(Encoding.UTF8.GetBytes(claim));

    /// <summary>As operators see it: <c>unused</c>, <c>used</c> or <c>none</c> (also when the device's state has overtaken it).</summary>
    internal static string Describe(ClaimRecord? claim, DeviceState state) => claim switch
    {
        { UsedAt: not null } => "used",
        not null when claim.ForState == state => "unused",
        _ => "none",
    };

    /// <summary>Of the smallest usual alphabet that holds all its characters; null when there is none.</summary>
    private static double? BitsPerCharacter(string claim)
    {
        var text = claim.AsSpan().TrimEnd('=');
        foreach (var (characters, bits) in Alphabets)
        {
            if (!text.ContainsAnyExcept(characters))
            {
                return bits;
            }
        }

        return null;
    }

    /// <summary>
    /// A random claim has 8 distinct characters (fails once in 10^7 for 32 hexadecimal digits), does not repeat itself with a period of half its
    /// length or less, and does not count up or down over half of its length.
    /// </summary>
    private static bool IsRegular(string claim)
    {
        var counting = 0;
        for (var i = 2; i < claim.Length; i++)
        {
            counting += claim[i] - claim[i - 1] == claim[i - 1] - claim[i - 2] ? 1 : 0;
        }

        return claim.Distinct().Count() < 8
            || counting > claim.Length / 2
            || Enumerable.Range(1, claim.Length / 2).Any(period => claim.AsSpan(period).SequenceEqual(claim.AsSpan(0, claim.Length - period)));
    }
}
