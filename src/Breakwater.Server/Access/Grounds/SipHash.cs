using System.Buffers.Binary;
using System.Numerics;

namespace Breakwater.Server.Access.Grounds;

/// <summary>
/// SipHash-1-3 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", §2): one round a word, three at the end. .NET has a keyed hash of 32 bits only
/// (the one of strings), and one that all silos must agree on cannot have a key that each process draws.
/// </summary>
internal static class SipHash
{
    private const ulong SecondKey = 0x6272_6561_6b77_6174;

    public static ulong Hash(ulong key, ReadOnlySpan<byte> data)
    {
        var state = new State(key, SecondKey);
        var length = data.Length;
        while (data.Length >= 8)
        {
            state.Take(BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[8..];
        }

        Span<byte> last = stackalloc byte[8];
        last.Clear();
        data.CopyTo(last);
        last[7] = (byte)length;
        state.Take(BinaryPrimitives.ReadUInt64LittleEndian(last));
        return state.Finish();
    }

    private struct State(ulong k0, ulong k1)
    {
        private ulong v0 = k0 ^ 0x736f_6d65_7073_6575;
        private ulong v1 = k1 ^ 0x646f_7261_6e64_6f6d;
        private ulong v2 = k0 ^ 0x6c79_6765_6e65_7261;
        private ulong v3 = k1 ^ 0x7465_6462_7974_6573;

        public void Take(ulong word)
        {
            v3 ^= word;
            Round();
            v0 ^= word;
        }

        public ulong Finish()
        {
            v2 ^= 0xff;
            Round();
            Round();
            Round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void Round()
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
