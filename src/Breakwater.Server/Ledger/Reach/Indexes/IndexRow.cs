using static System.Buffers.Binary.BinaryPrimitives;

namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>
/// What an actor did to a device in a segment with one credential, from one source, in one role, under one grant. Zero is nobody. Times are Unix times in
/// milliseconds.
/// </summary>
internal struct IndexRow
{
    public const int Length = 96;

    public ulong Actor;
    public ulong Credential;
    public ulong Source;
    public UInt128 Device;
    public long First;
    public long Last;
    public long Count;
    public long Bytes;

    /// <summary>Bits of the operations in <see cref="IndexNames"/>.</summary>
    public ulong Operations;

    public uint GrantOffset;
    public ushort GrantLength;
    public ushort Role;

    public uint PostingOffset;
    public uint PostingCount;

    public static IndexRow Read(ReadOnlySpan<byte> source) => new()
    {
        Actor = ReadUInt64LittleEndian(source),
        Credential = ReadUInt64LittleEndian(source[8..]),
        Source = ReadUInt64LittleEndian(source[16..]),
        Device = ReadUInt128LittleEndian(source[24..]),
        First = ReadInt64LittleEndian(source[40..]),
        Last = ReadInt64LittleEndian(source[48..]),
        Count = ReadInt64LittleEndian(source[56..]),
        Bytes = ReadInt64LittleEndian(source[64..]),
        Operations = ReadUInt64LittleEndian(source[72..]),
        GrantOffset = ReadUInt32LittleEndian(source[80..]),
        GrantLength = ReadUInt16LittleEndian(source[84..]),
        Role = ReadUInt16LittleEndian(source[86..]),
        PostingOffset = ReadUInt32LittleEndian(source[88..]),
        PostingCount = ReadUInt32LittleEndian(source[92..]),
    };

    public readonly void Write(Span<byte> target)
    {
        WriteUInt64LittleEndian(target, Actor);
        WriteUInt64LittleEndian(target[8..], Credential);
        WriteUInt64LittleEndian(target[16..], Source);
        WriteUInt128LittleEndian(target[24..], Device);
        WriteInt64LittleEndian(target[40..], First);
        WriteInt64LittleEndian(target[48..], Last);
        WriteInt64LittleEndian(target[56..], Count);
        WriteInt64LittleEndian(target[64..], Bytes);
        WriteUInt64LittleEndian(target[72..], Operations);
        WriteUInt32LittleEndian(target[80..], GrantOffset);
        WriteUInt16LittleEndian(target[84..], GrantLength);
        WriteUInt16LittleEndian(target[86..], Role);
        WriteUInt32LittleEndian(target[88..], PostingOffset);
        WriteUInt32LittleEndian(target[92..], PostingCount);
    }
}
