using Breakwater.Server.Storage;

namespace Breakwater.Server.Ledger.Log;

/// <summary>What stays of a segment whose entries are elsewhere or gone: its header and its tile of level 1.</summary>
internal static class SegmentStub
{
    /// <summary>Puts the stub in the place of the segment's file, whole or not at all.</summary>
    public static void Write(string path, SegmentInfo info, ReadOnlySpan<byte> top)
    {
        var stub = new byte[SegmentFormat.HeaderLength + SegmentFormat.TileBytes];
        SegmentFormat.WriteHeader(stub.AsSpan(0, SegmentFormat.HeaderLength), info, []);
        top.CopyTo(stub.AsSpan(SegmentFormat.HeaderLength));
        DurableFile.Write(path, stream => stream.Write(stub), DurableFile.OwnerOnly);
    }
}
