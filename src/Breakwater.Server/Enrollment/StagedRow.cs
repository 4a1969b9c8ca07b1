using System.Runtime.InteropServices;

namespace Breakwater.Server.Enrollment;

/// <summary>A good row of an import. The claim itself is forgotten already.</summary>
internal readonly record struct StagedRow(int Line, string Serial, string Model, ClaimHash Claim);

/// <summary>The SHA-256 of a claim as a value that compares.</summary>
internal readonly record struct ClaimHash(UInt128 High, UInt128 Low)
{
    public static ClaimHash Of(string claim)
    {
        var halves = MemoryMarshal.Cast<byte, UInt128>(Claims.Hash(claim).AsSpan());
        return new ClaimHash(halves[0], halves[1]);
    }

    public byte[] ToArray() => MemoryMarshal.AsBytes<UInt128>([High, Low]).ToArray();
}
