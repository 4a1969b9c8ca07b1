using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Drills.Fleet;

/// <summary>One secret a robot, so that the drill can tell from any byte whose it is.</summary>
internal sealed class Canaries(string key)
{
    private readonly byte[] secret = key.Length == 0 ? RandomNumberGenerator.GetBytes(32) : Convert.FromHexString(key);

    public static string CreateKey() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>32 hexadecimal digits.</summary>
    public string Of(string serial) => Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(serial)).AsSpan(0, 16));
}
